package org.adtgateway.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The Java runtime of an image: the modules that the gateway uses, linked from the newest JDK with long-term support on this machine. */
final class JavaRuntime {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final int FIRST = 17;
    private static final int LTS_EVERY = 4;

    /** Of the libraries too: java.beans is in java.desktop; jcmd and flight recordings are for diagnosis. */
    private static final String MODULES =
            "java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,"
                    + "java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs";

    private final Path home;
    private final String version;

    private JavaRuntime(Path home, String version) {
        this.home = home;
        this.version = version;
    }

    /**
     * Finds the JDK.
     *
     * @param wanted its folder; blank for the newest one with long-term support below {@code /usr/lib/jvm}, or else the one that builds
     */
    static JavaRuntime find(String wanted) throws IOException {
        if (!wanted.isBlank()) {
            return at(Path.of(wanted));
        }
        List<JavaRuntime> found = new ArrayList<>();
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> folders = Files.list(INSTALLED)) {
                for (Path each : folders.filter(folder -> Files.isExecutable(folder.resolve("bin/jlink")))
                        .sorted()
                        .toList()) {
                    found.add(at(each));
                }
            }
        }
        return found.stream()
                .filter(JavaRuntime::isLongTermSupported)
                .max(Comparator.comparingInt(JavaRuntime::feature))
                .orElse(at(Path.of(System.getProperty("java.home"))));
    }

    private static JavaRuntime at(Path home) throws IOException {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("release"))) {
            release.load(in);
        }
        return new JavaRuntime(home, release.getProperty("JAVA_VERSION", "0").replace("\"", ""));
    }

    String version() {
        return version;
    }

    int feature() {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }

    private boolean isLongTermSupported() {
        return feature() >= FIRST && (feature() - FIRST) % LTS_EVERY == 0;
    }

    /** Links the runtime into a folder, which must not exist. */
    void link(Path folder) throws IOException, InterruptedException {
        Process jlink = new ProcessBuilder(
                        home.resolve("bin/jlink").toString(),
                        "--add-modules",
                        MODULES,
                        "--no-header-files",
                        "--no-man-pages",
                        "--vm=server",
                        "--output",
                        folder.toString())
                .inheritIO()
                .start();
        if (jlink.waitFor() != 0) {
            throw new IOException("jlink of " + home + " failed");
        }
    }
}
