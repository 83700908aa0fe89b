package org.adtgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the project, and its time, which the {@code pom.xml} at the top has. */
public final class ProjectVersion {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>adt-gateway</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern TIME =
            Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");

    private ProjectVersion() {}

    /** Reads the version. */
    public static String current() {
        return find(VERSION);
    }

    /** Reads the time that every file of a build gets. */
    public static String time() {
        return find(TIME);
    }

    private static String find(Pattern wanted) {
        try {
            Matcher found = wanted.matcher(Files.readString(Path.of(System.getProperty("rootDir", ".."), "pom.xml")));
            if (!found.find()) {
                throw new IllegalStateException("the pom.xml at the top does not have " + wanted);
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
