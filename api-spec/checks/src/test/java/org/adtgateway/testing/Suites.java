package org.adtgateway.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Suites that the project does not hold: they are beside the checkout, or nowhere. */
public final class Suites {
    /** How the reason of a skipped test begins where a suite is missing; the end of the build looks for it. */
    public static final String MISSING = "the suite is not there: ";

    private Suites() {}

    /** Returns a file or folder of a suite; a test that cannot have it is skipped. */
    public static Path require(String path) {
        Path file = Path.of(System.getProperty("suites", "../../shared/suites"))
                .resolve(path)
                .toAbsolutePath()
                .normalize();
        assumeTrue(Files.exists(file), MISSING + file);
        return file;
    }
}
