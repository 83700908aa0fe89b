package org.adtgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the project, which the {@code pom.xml} at the top has. */
public final class ProjectVersion {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>adt-gateway</artifactId>\\s*<version>([^<]+)</version>");

    private ProjectVersion() {}

    /** Reads it. */
    public static String current() {
        try {
            Matcher version =
                    VERSION.matcher(Files.readString(Path.of(System.getProperty("rootDir", ".."), "pom.xml")));
            if (!version.find()) {
                throw new IllegalStateException("the pom.xml at the top has no version");
            }
            return version.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
