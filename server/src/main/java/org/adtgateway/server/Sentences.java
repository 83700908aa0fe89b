package org.adtgateway.server;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.UndefinedEnvironmentVariableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** What the user of a command can put right, in a sentence. */
final class Sentences {
    private Sentences() {}

    /** Returns the sentence; empty for a fault of the program, which needs its stack. */
    static Optional<String> of(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (failure instanceof UndefinedEnvironmentVariableException) {
            // it has no accessor for the name, which is the first that it quotes
            String variable = String.valueOf(failure.getMessage()).replaceFirst("(?s)[^']*'([^']*)'.*", "$1");
            return Optional.of(
                    "set " + variable
                            + ": the configuration uses it, and neither the environment nor /etc/adt-gateway/environment has it");
        }
        if (failure instanceof FileSystemException file) {
            return Optional.of(ofFile(file));
        }
        if (failure instanceof OperatorException
                || failure instanceof IllegalArgumentException
                || failure instanceof ConfigurationException
                || failure instanceof FileNotFoundException) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
        return failure instanceof IOException
                ? Optional.of("cannot read or write: " + reason(failure))
                : Optional.empty();
    }

    private static String ofFile(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof AccessDeniedException) {
            return "there is no permission for " + file;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " is there already; nothing was changed";
        }
        if (failure instanceof NoSuchFileException && file != null) {
            Path parent = Path.of(file).toAbsolutePath().getParent();
            return parent == null || Files.exists(parent) ? "there is no file " + file : "there is no folder " + parent;
        }
        return "cannot read or write " + file + ": " + Objects.requireNonNullElse(failure.getReason(), reason(failure));
    }

    private static String reason(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }
}
