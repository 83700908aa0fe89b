package org.adtgateway.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ProjectVersion;
import org.adtgateway.testing.ServerProcess;

/**
 * From the start of the process to the first submissions, with and without an archive of classes: the one of {@code packaging/src/bin/adt-gateway}, which
 * holds classes, and from Java 25 on an AOT cache (JEP 514, 515), which also holds what half a minute of submissions taught the compilers.
 */
final class Start {
    private static final String JAVAS = System.getProperty("javas", System.getProperty("java.home"));
    private static final int TURNS = Integer.getInteger("turns", 4);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration NEXT = Duration.ofSeconds(20);
    /** For each client; more than it can send in that time. */
    private static final int SIGNED_AHEAD = 300;

    private static final int AOT_SINCE = 25;

    private final Gateway node;
    private final Suppliers suppliers;
    private final Path jar;
    private final String options;

    private Start(Gateway node, Suppliers suppliers, Path jar, String options) {
        this.node = node;
        this.suppliers = suppliers;
        this.jar = jar;
        this.options = options;
    }

    /**
     * Starts another node again and again, from the jar, as directories cannot be archived.
     *
     * @param options of the node's JVM
     */
    static void measure(Gateway gateway, Suppliers suppliers, String options, Report report) throws Exception {
        Path jar = Path.of("target/adt-gateway-server-" + ProjectVersion.current() + ".jar")
                .toAbsolutePath();
        Gateway node = gateway.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
        new Start(node, suppliers, jar, options).measure(report);
    }

    /** A Java, and the options that give it an archive or not. */
    private record Contender(Path java, List<String> options) {}

    private void measure(Report report) throws Exception {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        for (String each : JAVAS.split(File.pathSeparator, -1)) {
            Path java = Path.of(each);
            String version = version(java);
            contenders.put("Java " + version, new Contender(java, List.of()));
            contenders.put("Java " + version + ", archive", new Contender(java, List.of(archive(java))));
            if (feature(version) >= AOT_SINCE) {
                contenders.put("Java " + version + ", AOT cache", new Contender(java, List.of(cache(java))));
            }
        }
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
            for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                Turn taken = take(each.getValue().java(), each.getValue().options(), NEXT);
                System.out.println("  " + each.getKey() + ": " + taken);
                turns.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(taken);
            }
        }
        turns.forEach((name, taken) -> report.row(
                "start, " + name,
                "healthy after %.1f s"
                        .formatted(median(taken, turn -> turn.healthy().toMillis() / 1e3)),
                "first 10 s %.0f/s, first 30 s %.0f/s"
                        .formatted(median(taken, Turn::firstRate), median(taken, Turn::rate))));
    }

    /**
     * A start.
     *
     * @param firstRate submissions in a second, in the first ten seconds
     * @param rate the same, in the first thirty
     */
    private record Turn(Duration healthy, double firstRate, double rate) {}

    private interface Figure {
        double of(Turn turn);
    }

    private static double median(List<Turn> turns, Figure figure) {
        return GatewayBenchmark.median(turns.stream().map(figure::of).toList());
    }

    private Turn take(Path java, List<String> more, Duration next) throws Exception {
        List<ConcurrentLinkedQueue<byte[]>> signed = IntStream.range(0, Suppliers.COUNT)
                .parallel()
                .mapToObj(who -> new ConcurrentLinkedQueue<>(IntStream.range(0, SIGNED_AHEAD)
                        .mapToObj(number -> suppliers.submission(who))
                        .toList()))
                .toList();
        long begun = System.nanoTime();
        try (ServerProcess process = launch(java, more);
                Lines lines =
                        new Lines(suppliers.contexts(), URI.create(node.url()).getPort())) {
            awaitHealthy(process);
            Duration healthy = Duration.ofNanos(System.nanoTime() - begun);
            lines.open();
            Driver.Work work = (client, number) -> {
                int who = GatewayBenchmark.who(client, number);
                byte[] ready = signed.get(who).poll();
                byte[] body = ready == null ? suppliers.submission(who) : ready;
                return lines.get(who).call(GatewayBenchmark.submissionHead(body.length), body);
            };
            double first = Driver.atFullSpeed(work, 201, FIRST).rate();
            double second =
                    next.isZero() ? first : Driver.atFullSpeed(work, 201, next).rate();
            double all = FIRST.plus(next).toSeconds();
            return new Turn(healthy, first, (first * FIRST.toSeconds() + second * next.toSeconds()) / all);
        }
    }

    private ServerProcess launch(Path java, List<String> more) {
        return ServerProcess.launchJar(
                node,
                java,
                jar,
                Stream.concat(Stream.of(options.split(" ")), more.stream()).toArray(String[]::new));
    }

    /** Asks every ten milliseconds, in this process, so that asking costs the server little. */
    private void awaitHealthy(ServerProcess process) throws IOException, InterruptedException {
        URI address = URI.create(node.adminUrl() + "/healthcheck");
        while (!isHealthy(address)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server died: " + process.output());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean isHealthy(URI address) {
        try {
            return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** As the packaged command does it. */
    private String archive(Path java) throws Exception {
        Path classes = node.folder().resolve("start.classes");
        Path archive = node.folder().resolve("start-" + version(java) + ".jsa");
        try (ServerProcess process = launch(java, List.of("-XX:DumpLoadedClassList=" + classes))) {
            awaitHealthy(process);
        }
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
        if (feature(version(java)) >= AOT_SINCE) {
            command.add("-XX:+AOTClassLinking");
        } else {
            Files.write(
                    classes,
                    Files.readAllLines(classes).stream()
                            .filter(line -> !line.startsWith("@lambda"))
                            .toList());
        }
        command.addAll(List.of(
                "-Xmx512m",
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                jar.toString()));
        Process dump = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(node.folder().resolve("dump.log").toFile())
                .start();
        if (dump.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(node.folder().resolve("dump.log")));
        }
        return "-XX:SharedArchiveFile=" + archive;
    }

    private String cache(Path java) throws Exception {
        Path cache = node.folder().resolve("start-" + version(java) + ".aot");
        System.out.println("  training run: " + take(java, List.of("-XX:AOTCacheOutput=" + cache), NEXT));
        if (!Files.exists(cache)) {
            throw new IllegalStateException("there is no AOT cache");
        }
        return "-XX:AOTCache=" + cache;
    }

    private static String version(Path java) throws IOException {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(java.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    private static int feature(String version) {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }
}
