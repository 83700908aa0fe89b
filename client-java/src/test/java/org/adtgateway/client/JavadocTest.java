package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocTest {
    @TempDir
    private Path out;

    /** By javac's doclint. A parameter or a result that its name says all about needs no line of its own. */
    @Test
    void whatIsPublic_isDescribed_inValidJavadoc() throws IOException {
        Path module = Path.of(System.getProperty("rootDir"), "client-java");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(found, Locale.ENGLISH, null);
                Stream<Path> written = Files.list(module.resolve("src/main/java/org/adtgateway/client"));
                Stream<Path> generated = Files.list(
                        module.resolve("target/generated-sources/openapi/src/main/java/org/adtgateway/client"))) {
            List<Path> own = Stream.concat(written, generated)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
            List<String> options = List.of(
                    "-proc:none",
                    "-Xmaxwarns",
                    "10000",
                    "-Xdoclint:all/protected",
                    "-Xdoclint/package:org.adtgateway.client",
                    "-d",
                    out.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            assertThat(javac.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(own))
                            .call())
                    .isTrue();
        }
        List<String> faults = found.getDiagnostics().stream()
                .filter(one -> one.getSource() != null)
                .filter(one -> !one.getMessage(Locale.ENGLISH).matches("no @(param for .*|return)"))
                .map(one ->
                        one.getSource().getName() + ":" + one.getLineNumber() + " " + one.getMessage(Locale.ENGLISH))
                .toList();
        assertThat(found.getDiagnostics()).as("doclint looked").isNotEmpty();
        assertThat(faults).isEmpty();
    }
}
