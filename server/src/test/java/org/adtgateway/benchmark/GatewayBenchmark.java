package org.adtgateway.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.adtgateway.benchmark.Contest.Plan;
import org.adtgateway.benchmark.Contest.Result;
import org.adtgateway.benchmark.Contest.Rival;
import org.adtgateway.benchmark.Contest.Side;
import org.adtgateway.benchmark.Suppliers.Quarantine;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.InstalledPostgres;
import org.adtgateway.testing.Postgres;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;
import org.jspecify.annotations.Nullable;

/**
 * The gateway beside nginx, on the same machine, with the same certificates, bodies and driver, in turns: nginx takes bytes and checks nothing, and
 * is what the machine can do. The gateway verifies, stores with fsync and signs a receipt. Leaves what it found in {@code target/benchmark/}.
 *
 * <p>System properties: {@code turn} (seconds, 5), {@code turns} (4), {@code warmup} (seconds before a case, 60), {@code cases} (a regular
 * expression over submit, read, connect, largest, wake, stored, start, soak), {@code soak} (minutes; without it there is no soak), {@code options} (of the measured
 * server's JVM), {@code postgres} ({@code embedded}; otherwise the installed one where there is one),
 * {@code stored.turns} (of the case stored, 40), {@code stored.reads} (of each kind in a turn, 1,000), {@code javas} (of the case start: the
 * folders of Java runtimes; otherwise the one that runs this).
 */
public final class GatewayBenchmark {
    private static final int CLIENTS = Driver.CLIENTS;
    private static final int POLLERS = 5_000;
    /** Of the cases that are not a contest. */
    private static final int WARM_UPS = 4;

    private static final Plan PLAN = new Plan(
            Duration.ofSeconds(Integer.getInteger("warmup", 60)),
            Duration.ofSeconds(Integer.getInteger("turn", 5)),
            Integer.getInteger("turns", 4));
    private static final Plan SHORT = new Plan(Duration.ofSeconds(24), Duration.ofSeconds(3), 3);
    private static final int SOAK_MINUTES = Integer.getInteger("soak", 0);
    private static final double SOAK_LOAD = 0.6;
    private static final String CASES = System.getProperty("cases", ".*");
    private static final boolean INSTALLED = !System.getProperty("postgres", "").equals("embedded");
    private static final String OPTIONS = System.getProperty("options", "-Xmx512m");

    private static final String FAIRNESS = """
            quotas:
              supplier:
                submissionsPerMinute: 1000000
                readsPerSecond: 1000000
                pollsPerSecond: 1000000
                concurrentUploads: 1000
                concurrentDownloads: 1000
                waitingCalls: 20000
              operator:
                readsPerSecond: 1000000
                pollsPerSecond: 1000000
              maxUploads: 1000
            decideWithin: {ADT: 1h, EXIT_QUARANTINE: 1h}
            """;

    private static final String BARE_COMMITS = "bare commits";
    private static final byte[] NO_BODY = {};

    private final Plan plan;
    private final Path folder;
    private final Gateway gateway;
    private final Suppliers suppliers;
    private final Postgres database;
    private final ServerProcess process;
    private final @Nullable Nginx nginx;
    private final @Nullable As2Server as2;
    private final Report report = new Report();
    private final Contest contest;
    private final int port;
    private final AtomicLong puts = new AtomicLong();
    private final LongAdder connections = new LongAdder();
    private final LongAdder resumed = new LongAdder();

    private GatewayBenchmark(
            Plan plan,
            Path folder,
            Gateway gateway,
            Suppliers suppliers,
            Postgres database,
            ServerProcess process,
            @Nullable Nginx nginx,
            @Nullable As2Server as2) {
        this.folder = folder;
        this.gateway = gateway;
        this.suppliers = suppliers;
        this.database = database;
        this.process = process;
        this.nginx = nginx;
        this.as2 = as2;
        this.contest = new Contest(plan, process, database, report);
        this.plan = plan;
        this.port = URI.create(gateway.url()).getPort();
    }

    public static void main(String[] arguments) throws Exception {
        measure(PLAN, true, GatewayBenchmark::everything);
    }

    /** How fast files are taken, beside the least that the database could do; for {@link Guard}. */
    static double submissionsBesideCommits() throws Exception {
        return measure(SHORT, false, benchmark -> {
            benchmark.submitOne();
            return Objects.requireNonNull(benchmark.submit().ratios().get(BARE_COMMITS));
        });
    }

    private interface Measurement<T> {
        T of(GatewayBenchmark benchmark) throws Exception;
    }

    private static <T> T measure(Plan plan, boolean besideOthers, Measurement<T> measurement) throws Exception {
        Path folder = Files.createTempDirectory("gateway-benchmark");
        try (Postgres database = database(folder.resolve("database"), besideOthers)) {
            Gateway gateway =
                    Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user())
                            .with(PostgresServer.freePort(), PostgresServer.freePort())
                            .with(FAIRNESS));
            Suppliers suppliers = Suppliers.register(gateway);
            if (besideOthers && wanted("stored")) {
                Stored.prepare(database);
            }
            Path keys = gateway.folder().resolve("server");
            try (ServerProcess process = ServerProcess.start(gateway, OPTIONS.split(" "));
                    Nginx nginx = besideOthers ? Nginx.startIfInstalled(folder, keys) : null;
                    As2Server as2 = besideOthers ? startAs2IfFetched(folder, keys, suppliers) : null) {
                T result = measurement.of(
                        new GatewayBenchmark(plan, folder, gateway, suppliers, database, process, nginx, as2));
                if (!process.isAlive()) {
                    throw new IllegalStateException("the server died: " + process.output());
                }
                return result;
            }
        }
    }

    /** The installed one, as in production, or the embedded one, which may lack LZ4. */
    private static Postgres database(Path data, boolean installedIfThere) {
        Optional<Path> programs = installedIfThere && INSTALLED ? InstalledPostgres.programs() : Optional.empty();
        return programs.isPresent()
                ? InstalledPostgres.create(programs.get(), data, PostgresServer.freePort(), Statements.SETTINGS)
                        .start()
                : PostgresServer.create(data, Statements.SETTINGS);
    }

    private static @Nullable As2Server startAs2IfFetched(Path folder, Path keys, Suppliers suppliers) throws Exception {
        if (!As2Server.fetched()) {
            System.out.println("the AS2 server was not fetched, and is left out");
            return null;
        }
        return As2Server.start(
                folder,
                PostgresServer.freePort(),
                OPTIONS,
                keys.resolve("server.p12"),
                keys.resolve("transport-trust.p12"),
                suppliers.contexts().get(0));
    }

    private Path everything() throws Exception {
        String id = submitOne();
        report.row("PostgreSQL " + database.query("show server_version") + ", bytes of files "
                + database.query("select case when pg_column_compression(bytes) is null then 'as they are'"
                        + " else 'by ' || pg_column_compression(bytes) end from file_chunk limit 1"));
        byte[] status = Connection.head("GET", "/v1/submissions/" + id);
        if (nginx != null) {
            nginx.serve(Http.as(gateway, Suppliers.id(0))
                    .get("/v1/submissions/" + id)
                    .bytes());
        }
        double rate = wanted("submit") || wanted("soak") ? submit().rate() : Double.NaN;
        if (wanted("read")) {
            read("status, 200", status, 200);
            read("status, 304", Connection.head("GET", "/v1/submissions/" + id, "If-None-Match: \"1\""), 304);
        }
        if (wanted("connect")) {
            connect("new connection, full handshake, one read", status, true);
            connect("resumed connection, one read", status, false);
        }
        if (wanted("largest")) {
            largest();
        }
        if (wanted("wake")) {
            wake();
        }
        if (wanted("stored")) {
            Stored.measure(gateway, suppliers, database, OPTIONS, report);
        }
        if (wanted("start")) {
            Start.measure(gateway, suppliers, OPTIONS, report);
        }
        if (wanted("soak") && SOAK_MINUTES > 0) {
            soak(rate * SOAK_LOAD);
        }
        return report.write(Path.of("target/benchmark"));
    }

    private static boolean wanted(String name) {
        return name.matches(CASES);
    }

    private String submitOne() throws IOException {
        byte[] body = suppliers.submission(0);
        try (Connection connection = new Connection(suppliers.contexts().get(0), port)) {
            require(connection.call(submissionHead(body.length), body) == 201, "the first submission was refused");
        }
        String answer = new String(
                Http.as(gateway, Suppliers.id(0)).get("/v1/submissions?limit=1").bytes(), StandardCharsets.UTF_8);
        return answer.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    }

    /** 5 kB files of 64 signers, each another, over kept-alive connections of which each client has four. They are signed before the clock runs. */
    private Result submit() throws Exception {
        SignedAhead ahead = new SignedAhead();
        try (Lines ours = new Lines(suppliers.contexts(), port);
                Lines theirs = new Lines(suppliers.contexts(), nginx == null ? 0 : nginx.port);
                Lines partners = new Lines(suppliers.contexts(), as2 == null ? 0 : as2.port);
                Commits commits = new Commits(database)) {
            Side side = new Side(
                    "gateway",
                    () -> {
                        ahead.sign();
                        ours.open();
                    },
                    (client, number) -> {
                        int who = who(client, number);
                        byte[] body = ahead.take(who);
                        return ours.get(who).call(submissionHead(body.length), body);
                    },
                    201);
            List<byte[]> bodies = IntStream.range(0, Suppliers.COUNT)
                    .mapToObj(suppliers::submission)
                    .toList();
            List<Rival> rivals = new ArrayList<>();
            if (nginx != null) {
                rivals.add(new Rival(puts(theirs, bodies), "0.3; dream 0.5", false));
            }
            if (as2 != null) {
                rivals.add(new Rival(messages(as2, partners), "5; dream 10", true));
            }
            rivals.add(new Rival(
                    new Side(
                            BARE_COMMITS,
                            () -> {},
                            (client, number) -> commits.insert(client, bodies.get(who(client, number))),
                            201),
                    "-",
                    false));
            Statements statements = new Statements(database);
            statements.reset();
            long before = stored();
            Result result = contest.compare("submit a 5 kB ADT file, 16 clients, durable", side, rivals);
            System.out.print(statements.perAct(stored() - before));
            System.out.println("  stored for an act, indexes included: "
                    + database.query(
                            "select (pg_total_relation_size('submission') + pg_total_relation_size('file_chunk')"
                                    + " + pg_total_relation_size('event')) / (select count(*) from submission)")
                    + " bytes");
            return result;
        }
    }

    private long stored() {
        return Long.parseLong(database.query("select count(*) from submission"));
    }

    private Side puts(Lines theirs, List<byte[]> bodies) {
        return new Side(
                "nginx",
                theirs::open,
                (client, number) -> {
                    byte[] body = bodies.get(who(client, number));
                    String path = "/put/" + puts.incrementAndGet();
                    return theirs.get(who(client, number))
                            .call(Connection.head("PUT", path, "Content-Length: " + body.length), body);
                },
                201);
    }

    private Side messages(As2Server server, Lines partners) {
        List<byte[]> bodies = IntStream.range(0, Suppliers.COUNT)
                .mapToObj(who -> server.body(suppliers.thresholds(who)))
                .toList();
        return new Side(
                "AS2",
                partners::open,
                (client, number) -> {
                    byte[] body = bodies.get(who(client, number));
                    return partners.get(who(client, number)).call(server.head(puts.incrementAndGet(), body), body);
                },
                200);
    }

    static int who(int client, long number) {
        return client + CLIENTS * (int) (number % (Suppliers.COUNT / CLIENTS));
    }

    /** What is signed between the turns, as driver and gateway share the machine. */
    private final class SignedAhead {
        private final List<ConcurrentLinkedQueue<byte[]>> waiting = IntStream.range(0, Suppliers.COUNT)
                .mapToObj(who -> new ConcurrentLinkedQueue<byte[]>())
                .toList();
        private final AtomicLong taken = new AtomicLong(plan.turn().toSeconds() * 300);

        /** Half as much again as the last turn took. */
        void sign() {
            long enough = 3 * taken.getAndSet(0) / (2 * Suppliers.COUNT) + 50;
            IntStream.range(0, Suppliers.COUNT).parallel().forEach(who -> {
                while (waiting.get(who).size() < enough) {
                    waiting.get(who).add(suppliers.submission(who));
                }
            });
        }

        byte[] take(int who) {
            taken.incrementAndGet();
            byte[] body = waiting.get(who).poll();
            return body == null ? suppliers.submission(who) : body;
        }
    }

    private void read(String name, byte[] head, int expected) throws Exception {
        List<SSLContext> caller =
                Collections.nCopies(CLIENTS, suppliers.contexts().get(0));
        try (Lines ours = new Lines(caller, port);
                Lines theirs = new Lines(caller, nginx == null ? 0 : nginx.port)) {
            contest.compare(
                    name + ", 16 clients",
                    new Side(
                            "gateway",
                            ours::open,
                            (client, number) -> ours.get(client).call(head, NO_BODY),
                            expected),
                    besideNginx(
                            "0.3",
                            theirs::open,
                            (client, number) -> theirs.get(client).call(Nginx.STATUS, NO_BODY)));
        }
    }

    private List<Rival> besideNginx(String goal, Runnable preparation, Driver.Work work) {
        return nginx == null ? List.of() : List.of(new Rival(new Side("nginx", preparation, work, 200), goal, false));
    }

    private void connect(String name, byte[] head, boolean full) throws Exception {
        // each client of a context of its own: a context keeps one ticket for a server, which can be used once
        List<SSLContext> callers = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            callers.add(suppliers.context(0));
        }
        int peer = nginx == null ? 0 : nginx.port;
        contest.compare(
                name,
                new Side("gateway", () -> {}, (client, number) -> once(callers.get(client), port, head, full), 200),
                besideNginx("0.9", () -> {}, (client, number) -> once(callers.get(client), peer, Nginx.STATUS, full)));
        long all = connections.sumThenReset();
        long again = resumed.sumThenReset();
        System.out.printf("  %,d connections, %,d of them resumed%n", all, again);
        require(full ? again == 0 : again > 0.95 * all, "these are not the connections that were to be measured");
    }

    private int once(SSLContext caller, int port, byte[] head, boolean full) throws IOException {
        try (Connection connection = new Connection(caller, port)) {
            connections.increment();
            if (connection.resumed()) {
                resumed.increment();
            }
            int status = connection.call(head, NO_BODY);
            if (full) {
                connection.invalidate();
            }
            return status;
        }
    }

    private void largest() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        double heap = 0;
        long size = 0;
        Cost cost = Cost.NOTHING;
        Statements statements = new Statements(database);
        for (int turn = -WARM_UPS; turn < plan.turns(); turn++) {
            if (turn == 0) {
                statements.reset();
                cost = Cost.NOTHING;
            }
            Quarantine large = suppliers.quarantine(0, folder);
            size = large.size();
            double idle = liveHeap();
            Cost before = Cost.now(process, database);
            double mine = seconds(port, 201, connection -> upload(connection, large));
            cost = cost.plus(Cost.now(process, database).since(before));
            heap = Math.max(heap, liveHeap() - idle);
            double beside = nginx == null
                    ? Double.NaN
                    : seconds(nginx.port, 201, connection -> {
                        try (InputStream content = Files.newInputStream(large.file())) {
                            return connection.call(
                                    Connection.head(
                                            "PUT", "/put/" + puts.incrementAndGet(), "Content-Length: " + large.size()),
                                    content);
                        }
                    });
            Files.delete(large.file());
            System.out.printf("  %.2f s, nginx %.2f s%n", mine, beside);
            if (turn >= 0) {
                ours.add(mine);
                theirs.add(beside);
            }
        }
        System.out.print(statements.perAct(plan.turns()));
        report.row(
                "submit an Exit Quarantine file of 1,000,000 rows, %.0f MB".formatted(size / 1e6),
                "%.2f s".formatted(median(ours)),
                nginx == null ? "left out" : "nginx %.2f s".formatted(median(theirs)),
                nginx == null ? "-" : "%.1f times its time".formatted(median(ours) / median(theirs)),
                "4 times",
                "heap +%.0f MiB after a collection".formatted(heap / (1 << 20)),
                cost.per(plan.turns()));
    }

    private interface Request {
        int send(Connection connection) throws IOException;
    }

    private double seconds(int port, int expected, Request request) throws IOException {
        try (Connection connection = new Connection(suppliers.contexts().get(0), port)) {
            long start = System.nanoTime();
            int status = request.send(connection);
            double seconds = (System.nanoTime() - start) / 1e9;
            require(status == expected, "answered with " + status);
            return seconds;
        }
    }

    private static int upload(Connection connection, Quarantine large) throws IOException {
        byte[] before = ascii(field("fileType") + "EXIT_QUARANTINE\r\n" + field("signature"));
        byte[] between = ascii("\r\n" + field("file"));
        byte[] after = ascii("\r\n--" + Form.BOUNDARY + "--\r\n");
        try (InputStream content = Files.newInputStream(large.file())) {
            InputStream body = new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(before),
                    new ByteArrayInputStream(large.signature()),
                    new ByteArrayInputStream(between),
                    content,
                    new ByteArrayInputStream(after))));
            return connection.call(
                    submissionHead(
                            before.length + large.signature().length + between.length + large.size() + after.length),
                    body);
        }
    }

    private static String field(String name) {
        return "--" + Form.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** As many callers as wait are woken by one event, each over a connection of its own. */
    private void wake() throws Exception {
        List<Double> last = new ArrayList<>();
        try (Lines waiting = new Lines(
                        Collections.nCopies(POLLERS, suppliers.contexts().get(1)), port);
                Connection sender = new Connection(suppliers.contexts().get(1), port)) {
            waiting.open();
            for (int turn = -WARM_UPS; turn < plan.turns(); turn++) {
                double seconds = wake(waiting.all(), sender);
                System.out.printf("  %,d woken after %.2f s%n", POLLERS, seconds);
                if (turn >= 0) {
                    last.add(seconds);
                }
            }
        }
        report.row(
                "%,d waiting callers woken by one event".formatted(POLLERS),
                "the last after %.2f s".formatted(median(last)),
                "-",
                "-",
                "within 2 s");
    }

    /** Seconds from the answer to the act until the last of those that waited for it knew. */
    private double wake(List<Connection> waiting, Connection sender) throws Exception {
        byte[] ask = Connection.head("GET", "/v1/events?after=" + endOfFeed(), "Prefer: wait=60");
        for (Connection each : waiting) {
            each.send(ask);
        }
        while (Scrape.of(gateway).value("adt_gateway_waiting_calls") < waiting.size()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        byte[] body = suppliers.submission(1);
        require(sender.call(submissionHead(body.length), body) == 201, "the event did not happen");
        long answered = System.nanoTime();
        for (Connection each : waiting) {
            require(each.answer() == 200, "a caller that waited was not told");
        }
        return (System.nanoTime() - answered) / 1e9;
    }

    private String endOfFeed() throws IOException {
        String path = "/v1/events?limit=1000";
        JsonNode page = Http.as(gateway, Suppliers.id(1)).get(path).json();
        while (page.get("more").asBoolean()) {
            page = Http.as(gateway, Suppliers.id(1))
                    .get(path + "&after=" + page.get("next").asText())
                    .json();
        }
        return page.get("next").asText();
    }

    /** The same load for a long time: latency and memory of the last tenth beside the first. */
    private void soak(double rate) throws Exception {
        Lines ours = new Lines(suppliers.contexts(), port);
        ours.open();
        Driver.Work work = (client, number) -> {
            int who = who(client, number);
            byte[] body = suppliers.submission(who);
            return ours.get(who).call(submissionHead(body.length), body);
        };
        Duration tenth = Duration.ofMinutes(SOAK_MINUTES).dividedBy(10);
        List<Double> p99 = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        for (int part = 0; part < 10; part++) {
            Histogram latency = Driver.atRate(rate, work, 201, tenth).latency();
            p99.add(latency.getValueAtPercentile(99) / 1e6);
            heap.add(liveHeap() / (1 << 20));
            System.out.printf(
                    "  soak, part %d of 10: p99 %.1f ms, heap %.0f MiB%n", part + 1, p99.get(part), heap.get(part));
        }
        ours.close();
        report.row(
                "%d minutes of submissions at %s".formatted(SOAK_MINUTES, Contest.perSecond(rate)),
                "p99 of the last tenth %.1f ms, heap %.0f MiB".formatted(p99.get(9), heap.get(9)),
                "first tenth: %.1f ms, %.0f MiB".formatted(p99.get(0), heap.get(0)),
                "%.2f times".formatted(p99.get(9) / p99.get(0)),
                "1.2 times, memory flat");
    }

    /** Bytes that were alive at the last collection; one is asked for first. */
    private double liveHeap() throws IOException, InterruptedException {
        process.collectGarbage();
        return Scrape.of(gateway).value("jvm_memory_used_bytes{area=\"heap\"}");
    }

    static byte[] submissionHead(long length) {
        return Connection.head(
                "POST",
                "/v1/submissions",
                "Content-Type: multipart/form-data; boundary=" + Form.BOUNDARY,
                "Content-Length: " + length);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(each -> each).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    static boolean installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}
