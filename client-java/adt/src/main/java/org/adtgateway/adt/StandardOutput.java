package org.adtgateway.adt;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/** Finds out whether what was printed has arrived, as a {@link PrintStream} keeps failures to itself. */
final class StandardOutput {
    private StandardOutput() {}

    /** Reports that it has not. A reader that has closed the pipe, as {@code head} does, has read what it wanted. */
    @SuppressWarnings("SystemOut") // asked, not written to
    static boolean isLost(PrintStream err) {
        if (!System.out.checkError()) {
            return false;
        }
        try {
            // only writing again tells why
            new FileOutputStream(FileDescriptor.out).write('\n');
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("pipe")) {
                return false;
            }
            err.println("The output could not be written: " + e.getMessage());
            return true;
        }
        err.println("The output could not be written");
        return true;
    }
}
