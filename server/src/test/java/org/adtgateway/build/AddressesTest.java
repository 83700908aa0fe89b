package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where packages come from is for the machine that builds to say: its Maven, npm, pip and apt know their mirrors. */
class AddressesTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));
    private static final Pattern BUILD_FILE =
            Pattern.compile("(.*/)?pom\\.xml|\\.(ci|mvn)/.*|server/(packaging|sandbox)/src/.*|api-spec/src/sdks/.*");
    private static final Pattern ADDRESS = Pattern.compile("https?://(?:[^/@\\s\"']*@)?([A-Za-z0-9.-]+)");
    /** Of this machine, of examples, without a dot, and names of XML that nobody fetches. */
    private static final Pattern HARMLESS =
            Pattern.compile("[a-z]+|127\\.0\\.0\\.1|10\\..*|.*\\.example|maven\\.apache\\.org|www\\.w3\\.org");

    @Test
    void whatBuilds_namesNoRegistryAndNoMirror() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.endsWith("target") || folder.endsWith(".git") || folder.endsWith("node_modules")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (BUILD_FILE
                        .matcher(ROOT.relativize(file).toString().replace('\\', '/'))
                        .matches()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(files).hasSizeGreaterThan(30);
        for (Path file : files) {
            assertThat(ADDRESS.matcher(Files.readString(file)).results().map(found -> found.group(1)))
                    .as(file.toString())
                    .allMatch(host -> HARMLESS.matcher(host).matches());
        }
    }
}
