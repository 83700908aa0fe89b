package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is left to the common pool: from Java 25 on it has one thread on a machine with two cores, and a call that blocks there holds up all others.
 */
class CommonPoolTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));
    private static final Set<String> PASSED_OVER = Set.of("target", ".git", "node_modules");

    @TempDir
    private Path folder;

    @Test
    void eachTaskNamesItsExecutor() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(300);
        assertThat(withoutExecutor(sources)).isEmpty();

        Path such = folder.resolve("Such.java");
        Files.writeString(
                such, "class Such { void x() { CompletableFuture.runAsync(this::x); supplyAsync(this, pool); } }");
        assertThat(withoutExecutor(List.of(such)))
                .singleElement()
                .asString()
                .contains("Such.java: CompletableFuture.runAsync(this::x)");
    }

    /** Those of the checkout; what builds leave behind may change meanwhile, and is not looked into. */
    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return PASSED_OVER.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static List<String> withoutExecutor(List<Path> sources) throws IOException {
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                        if (call.getMethodSelect().toString().matches("(.*\\.)?(run|supply)Async")
                                && call.getArguments().size() == 1) {
                            found.add(unit.getSourceFile().getName() + ": " + call);
                        }
                        return super.visitMethodInvocation(call, null);
                    }
                }.scan(unit, null);
            }
        }
        return found;
    }
}
