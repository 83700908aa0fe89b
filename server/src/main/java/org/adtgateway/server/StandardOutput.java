package org.adtgateway.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Finds out whether what was printed has arrived: a {@link PrintStream} keeps quiet about a full disk. */
final class StandardOutput {
    private StandardOutput() {}

    /** Says that a result was lost; empty where it has arrived, or where its reader, such as head, has read enough. */
    static Optional<String> loss() {
        return failure(System.out)
                .filter(failure -> !String.valueOf(failure.getMessage()).contains("pipe"))
                .map(StandardOutput::sentence);
    }

    /** Refuses to go on when not all has arrived, even for a reader who has gone. */
    static void requireArrival(PrintStream out) {
        failure(out).ifPresent(failure -> {
            throw new OperatorException(sentence(failure), failure);
        });
    }

    private static String sentence(IOException failure) {
        return "the output could not be written: " + failure.getMessage();
    }

    private static Optional<IOException> failure(PrintStream out) {
        if (!out.checkError()) {
            return Optional.empty();
        }
        try {
            // the stream does not tell the reason, but the next write fails for the same one
            new FileOutputStream(FileDescriptor.out).write('\n');
            return Optional.of(new IOException("a part of it is missing"));
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
