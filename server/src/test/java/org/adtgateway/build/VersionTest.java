package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.adtgateway.testing.ProjectVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version, where it is written by hand: what sets it in all modules does not know these files. */
class VersionTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));

    @ParameterizedTest
    @ValueSource(strings = {"client-java/README.md", "client-java/example/pom.xml", "server/src/test/as2/pom.xml"})
    void isThatOfTheProject(String file) throws Exception {
        assertThat(Files.readString(ROOT.resolve(file)))
                .contains("<version>" + ProjectVersion.current() + "</version>");
    }
}
