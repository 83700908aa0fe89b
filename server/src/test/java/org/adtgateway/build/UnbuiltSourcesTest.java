package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Java that {@code mvn verify} does not compile, as its libraries are fetched for {@code mvn -Pdist} only, is read here: a merge that leaves half a
 * class behind is found before a release.
 */
class UnbuiltSourcesTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));

    @Test
    void whatOnlyDistBuilds_isWellFormedJava() throws IOException {
        List<Path> sources;
        try (Stream<Path> packaging = Files.walk(ROOT.resolve("server/packaging/src/main/java"));
                Stream<Path> clients = Files.walk(ROOT.resolve("api-spec/src/sdks"))) {
            sources = Stream.concat(packaging, clients)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
        assertThat(sources).hasSizeGreaterThan(5);
        assertThat(faults(sources)).isEmpty();

        Path half = Files.createTempDirectory("half").resolve("Half.java");
        Files.writeString(half, "class Half { void half() { if (true) { }");
        assertThat(faults(List.of(half))).singleElement().asString().contains("end of file");
    }

    private static List<String> faults(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, found, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            task.parse();
        }
        return found.getDiagnostics().stream()
                .map((Diagnostic<? extends JavaFileObject> each) -> each.toString())
                .toList();
    }
}
