package org.adtgateway.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.HdrHistogram.Histogram;
import org.adtgateway.client.FileSigner;
import org.adtgateway.server.signature.Providers;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;
import org.jspecify.annotations.Nullable;

/**
 * The gateway beside nginx, on the same machine, with the same certificates, bodies and driver, in turns: nginx takes bytes and checks nothing, and
 * is what the machine can do. The gateway verifies, stores with fsync and signs a receipt. Prints ratios; writes them to
 * {@code target/benchmark/gateway.md} and {@code .json}. Arguments: seconds of a turn (4), turns (4).
 */
public final class GatewayBenchmark {
    private static final int CLIENTS = 16;
    private static final int SIGNERS = 64;
    /** Turns that do not count. */
    private static final int WARMUP = Integer.getInteger("warmup", 3);

    /** Of the measured server's JVM. */
    private static final String OPTIONS = System.getProperty("options", "-Xmx512m");

    /** Which cases are measured; a regular expression over their names. */
    private static final String CASES = System.getProperty("cases", ".*");

    private static final String FAIRNESS = """
            fairness:
              supplier:
                submissionsPerMinute: 10000000
                readsPerSecond: 1000000
                pollsPerSecond: 1000000
                concurrentUploads: 1000
                waitingCalls: 20000
              maxUploads: 1000
            """;

    private final int seconds;
    private final int turns;
    private final Path folder;
    private final List<String[]> table = new ArrayList<>();
    private final AtomicLong serial = new AtomicLong();

    private GatewayBenchmark(int seconds, int turns, Path folder) {
        this.seconds = seconds;
        this.turns = turns;
        this.folder = folder;
    }

    /** Something that is done again and again by each client; an int tells the status. */
    private interface Work {
        int once(int client, long number) throws Exception;
    }

    /** One side of a comparison. */
    private record Side(String name, Runnable preparation, Work work, Histogram latency, List<Double> rates) {
        Side(String name, Work work) {
            this(name, () -> {}, work);
        }

        /** With something to be done before each turn, which does not count. */
        Side(String name, Runnable preparation, Work work) {
            this(name, preparation, work, new Histogram(3), new ArrayList<>());
        }

        double rate() {
            double[] sorted = rates.stream().mapToDouble(each -> each).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        new GatewayBenchmark(seconds, turns, Files.createTempDirectory("gateway-benchmark")).run();
    }

    private void run() throws Exception {
        try (PostgresServer database = PostgresServer.create(folder.resolve("database"), Map.of())) {
            Gateway gateway =
                    Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user())
                            .with(PostgresServer.freePort(), PostgresServer.freePort())
                            .with(FAIRNESS));
            List<FileSigner> signers = registerSuppliers(gateway);
            Path server = folder.resolve("gateway/server");
            pem(server.resolve("server.p12"), server.resolve("server.pem"), server.resolve("server.key"));
            try (ServerProcess process = ServerProcess.start(gateway, OPTIONS.split(" "))) {
                measure(gateway, signers, database, server);
                print();
                if (!process.isAlive()) {
                    throw new IllegalStateException("the server died: " + process.output());
                }
            }
        }
    }

    private void measure(Gateway gateway, List<FileSigner> signers, PostgresServer database, Path server)
            throws Exception {
        int port = URI.create(gateway.url()).getPort();
        List<SSLContext> contexts = new ArrayList<>();
        for (int i = 0; i < SIGNERS; i++) {
            contexts.add(context(
                    gateway.party("supplier-" + i).resolve("transport.p12"), folder.resolve("gateway/server-ca.pem")));
        }
        // one submission to ask for
        Http http = Http.as(gateway, "supplier-0");
        byte[] first = file(0, 0, 5_000);
        byte[] answer = http.post("/v1/submissions", form(first, signers.get(0).sign(first)))
                .bytes();
        String id = new String(answer, StandardCharsets.UTF_8).replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        byte[] status = http.get("/v1/submissions/" + id).bytes();
        String etag = http.get("/v1/submissions/" + id).header("ETag");

        Path authority = server.resolve("transport-ca.pem");
        boolean beside = installed("nginx");
        try (Nginx nginx = beside
                ? Nginx.start(
                        folder,
                        PostgresServer.freePort(),
                        server.resolve("server.pem"),
                        server.resolve("server.key"),
                        authority,
                        status)
                : null) {
            int peer = nginx == null ? -1 : nginx.port;
            if (wanted("submit")) {
                submit(port, peer, contexts, signers);
            }
            if (wanted("read")) {
                read("status, 200", port, peer, contexts.get(0), Connection.head("GET", "/v1/submissions/" + id), 200);
                read(
                        "status, 304",
                        port,
                        peer,
                        contexts.get(0),
                        Connection.head("GET", "/v1/submissions/" + id, "If-None-Match: " + etag),
                        304);
            }
            if (wanted("connect")) {
                connect(port, peer, contexts.get(0), Connection.head("GET", "/v1/submissions/" + id), true);
                connect(port, peer, contexts.get(0), Connection.head("GET", "/v1/submissions/" + id), false);
            }
            if (wanted("largest")) {
                largest(gateway, port, peer, contexts.get(0), signers.get(0));
            }
            if (wanted("stored")) {
                stored(database, port, contexts.get(0), id);
            }
        }
    }

    private static boolean wanted(String name) {
        return name.matches(CASES);
    }

    /** 5 kB files of 64 signers, each another, over kept-alive connections of which each client has four. They are signed before the clock runs. */
    private void submit(int port, int peer, List<SSLContext> contexts, List<FileSigner> signers) throws Exception {
        List<ConcurrentLinkedQueue<byte[]>> signed = new ArrayList<>();
        for (int who = 0; who < SIGNERS; who++) {
            signed.add(new ConcurrentLinkedQueue<>());
        }
        Runnable signing = () -> IntStream.range(0, SIGNERS).parallel().forEach(who -> {
            // more than there will be
            while (signed.get(who).size() < seconds * 50) {
                signed.get(who).add(body(who, signers));
            }
        });
        List<Connection> ours = connections(port, contexts, SIGNERS);
        Side gateway = new Side("gateway", signing, (client, number) -> {
            int who = who(client, number);
            byte[] body = signed.get(who).poll();
            require(body != null, "too few files were signed");
            return ours.get(who).call(multipart("/v1/submissions", body.length), body);
        });
        Side nginx = null;
        if (peer >= 0) {
            signing.run();
            List<byte[]> bodies = signed.stream().map(each -> each.peek()).toList();
            List<Connection> theirs = connections(peer, contexts, SIGNERS);
            nginx = new Side(
                    "nginx",
                    (client, number) -> theirs.get(who(client, number))
                            .call(
                                    Connection.head(
                                            "PUT",
                                            "/put/" + serial.incrementAndGet(),
                                            "Content-Length: " + bodies.get(who(client, number)).length),
                                    bodies.get(who(client, number))));
        }
        compare("submit a 5 kB ADT file, 16 clients, durable", gateway, nginx, 0.3, 201);
    }

    private static int who(int client, long number) {
        return client + CLIENTS * (int) (number % (SIGNERS / CLIENTS));
    }

    private void read(String name, int port, int peer, SSLContext context, byte[] head, int expected) throws Exception {
        List<Connection> ours = connections(port, List.of(context), CLIENTS);
        Side gateway =
                new Side("gateway", (client, number) -> ours.get(client).call(head, new byte[0]) == expected ? 200 : 0);
        Side nginx = null;
        if (peer >= 0) {
            List<Connection> theirs = connections(peer, List.of(context), CLIENTS);
            byte[] plain = Connection.head("GET", "/status.json");
            nginx = new Side("nginx", (client, number) -> theirs.get(client).call(plain, new byte[0]));
        }
        compare(name + ", 16 clients", gateway, nginx, 0.3, 200);
    }

    private void connect(int port, int peer, SSLContext context, byte[] head, boolean full) throws Exception {
        Side gateway = new Side("gateway", (client, number) -> once(context, port, head, full));
        byte[] plain = Connection.head("GET", "/status.json");
        Side nginx = peer < 0 ? null : new Side("nginx", (client, number) -> once(context, peer, plain, full));
        compare(
                full ? "new connection, full handshake, one read" : "resumed connection, one read",
                gateway,
                nginx,
                0.9,
                200);
    }

    private static int once(SSLContext context, int port, byte[] head, boolean full) throws IOException {
        try (Connection connection = new Connection(context, port)) {
            int status = connection.call(head, new byte[0]);
            if (full) {
                connection.invalidate();
            }
            return status;
        }
    }

    /** A file of 700,000 rows, as large as the default limit lets in, one at a time. */
    private void largest(Gateway gateway, int port, int peer, SSLContext context, FileSigner signer) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        double heap = 0;
        long size = 0;
        for (int turn = 0; turn < 3; turn++) {
            Path file = quarantine(turn);
            size = Files.size(file);
            byte[] signature = signer.sign(file);
            byte[] before = ("--" + Form.BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"fileType\"\r\n\r\nEXIT_QUARANTINE\r\n--"
                            + Form.BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"serviceRequestReference\"\r\n\r\nS1\r\n--"
                            + Form.BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"signature\"; filename=\"s.p7s\"\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] between = ("\r\n--" + Form.BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] after = ("\r\n--" + Form.BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
            double idle = heap(gateway);
            try (Connection connection = new Connection(context, port);
                    InputStream content = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                InputStream body = new SequenceInputStream(Collections.enumeration(List.of(
                        new ByteArrayInputStream(before),
                        new ByteArrayInputStream(signature),
                        new ByteArrayInputStream(between),
                        content,
                        new ByteArrayInputStream(after))));
                long start = System.nanoTime();
                int status = connection.call(
                        multipart(
                                "/v1/submissions",
                                before.length + signature.length + between.length + size + after.length),
                        body);
                ours.add((System.nanoTime() - start) / 1e9);
                require(status == 201, "status " + status + " for the largest file");
            }
            heap = Math.max(heap, heap(gateway) - idle);
            if (peer >= 0) {
                try (Connection connection = new Connection(context, peer);
                        InputStream content = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                    long start = System.nanoTime();
                    int status = connection.call(
                            Connection.head("PUT", "/put/large-" + turn, "Content-Length: " + size), content);
                    theirs.add((System.nanoTime() - start) / 1e9);
                    require(status == 201 || status == 204, "nginx answers " + status);
                }
            }
            Files.delete(file);
        }
        double mine = median(ours);
        String beside = theirs.isEmpty() ? "-" : "%.2f s".formatted(median(theirs));
        String ratio = theirs.isEmpty() ? "-" : "%.1f times its time".formatted(mine / median(theirs));
        row(
                "submit a %.0f MB Exit Quarantine file".formatted(size / 1e6),
                "%.2f s".formatted(mine),
                beside,
                ratio,
                "at most 4 times",
                "-");
    }

    /** With a million submissions stored, beside what it was with few. */
    private void stored(PostgresServer database, int port, SSLContext context, String id) throws Exception {
        Map<String, byte[]> reads = new LinkedHashMap<>();
        reads.put("status", Connection.head("GET", "/v1/submissions/" + id));
        reads.put("list", Connection.head("GET", "/v1/submissions?limit=50"));
        reads.put("feed", Connection.head("GET", "/v1/events?limit=50"));
        Map<String, Double> few = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> each : reads.entrySet()) {
            // twice, as below: the first warms up
            p99(port, context, each.getValue());
            few.put(each.getKey(), p99(port, context, each.getValue()));
        }
        String columns = database.query(
                "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns"
                        + " where table_name = 'submission' and column_name not in ('id', 'act', 'received_at', 'changed_at')");
        database.execute("insert into submission (id, act, received_at, changed_at, " + columns
                + ") select gen_random_uuid(), sha256(('filler ' || n)::bytea), now() - n * interval '1 second', now() - n * interval '1 second', "
                + columns + " from submission, generate_series(1, 1000000) n where id = '" + UUID.fromString(id) + "'");
        database.execute(
                "insert into event (feed_index, type, submission_id, party_id, file_type, to_status, version, occurred_at,"
                        + " actor_party_id, actor_certificate_sha256, actor_certificate_subject)"
                        + " select (select max(feed_index) from event) + row_number() over (), 'RECEIVED', id, party_id, file_type, status, 1, received_at,"
                        + " party_id, 'x', 'x' from submission s where not exists (select 1 from event e where e.submission_id = s.id)");
        database.execute("analyze");
        for (Map.Entry<String, byte[]> each : reads.entrySet()) {
            p99(port, context, each.getValue());
            double many = p99(port, context, each.getValue());
            double before = few.getOrDefault(each.getKey(), Double.NaN);
            row(
                    each.getKey() + ", 1,000,000 stored, p99 beside that with few",
                    "%.2f ms".formatted(many),
                    "%.2f ms".formatted(before),
                    "%.2f times".formatted(many / before),
                    "at most 1.2 times",
                    "-");
        }
    }

    private double p99(int port, SSLContext context, byte[] head) throws Exception {
        Histogram histogram = new Histogram(3);
        try (Connection connection = new Connection(context, port)) {
            for (int i = 0; i < 4_000; i++) {
                long start = System.nanoTime();
                require(connection.call(head, new byte[0]) == 200, "a read fails");
                if (i >= 1_000) {
                    histogram.recordValue(System.nanoTime() - start);
                }
            }
        }
        return histogram.getValueAtPercentile(99) / 1e6;
    }

    private void compare(String name, Side gateway, @Nullable Side nginx, double goal, int expected) throws Exception {
        List<Side> sides = new ArrayList<>(List.of(gateway));
        if (nginx != null) {
            sides.add(nginx);
        }
        for (int turn = 0; turn < WARMUP + turns; turn++) {
            for (Side side : sides) {
                side.preparation().run();
                turn(side, turn >= WARMUP, expected);
            }
        }
        String latency = "%.1f / %.1f ms"
                .formatted(
                        gateway.latency().getValueAtPercentile(50) / 1e6,
                        gateway.latency().getValueAtPercentile(99) / 1e6);
        row(
                name,
                String.format(Locale.ROOT, "%,.0f/s", gateway.rate()),
                nginx == null ? "left out" : String.format(Locale.ROOT, "%,.0f/s", nginx.rate()),
                nginx == null ? "-" : "%.2f".formatted(gateway.rate() / nginx.rate()),
                "at least " + goal,
                latency);
    }

    private void turn(Side side, boolean counts, int expected) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long begun = System.nanoTime();
        List<Future<Histogram>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            clients.add(threads.submit(() -> {
                Histogram histogram = new Histogram(3);
                for (long i = 0; System.nanoTime() < end; i++) {
                    long start = System.nanoTime();
                    int status = side.work().once(number, i);
                    require(
                            status == expected || (status == 204 && expected == 201),
                            side.name() + " answers " + status);
                    histogram.recordValue(System.nanoTime() - start);
                }
                return histogram;
            }));
        }
        long done = 0;
        for (Future<Histogram> client : clients) {
            Histogram histogram = client.get();
            done += histogram.getTotalCount();
            if (counts) {
                side.latency().add(histogram);
            }
        }
        double rate = done / ((System.nanoTime() - begun) / 1e9);
        System.out.printf("  %s %s: %,.0f/s%n", counts ? "turn of" : "warming up", side.name(), rate);
        if (counts) {
            side.rates().add(rate);
        }
        threads.shutdown();
    }

    private void row(String... cells) {
        table.add(cells);
        System.out.println(String.join("  |  ", cells));
    }

    private void print() throws IOException {
        StringBuilder markdown = new StringBuilder(
                "| case | gateway | nginx | ratio | goal | gateway p50 / p99 |\n|---|---|---|---|---|---|\n");
        table.forEach(
                row -> markdown.append("| ").append(String.join(" | ", row)).append(" |\n"));
        Path target = Files.createDirectories(Path.of("target/benchmark"));
        Files.writeString(target.resolve("gateway.md"), markdown);
        new ObjectMapper().writeValue(target.resolve("gateway.json").toFile(), table);
        System.out.println("\n" + markdown);
    }

    private List<Connection> connections(int port, List<SSLContext> contexts, int count) throws IOException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(contexts.get(i % contexts.size()), port));
        }
        return connections;
    }

    private byte[] body(int who, List<FileSigner> signers) {
        byte[] file = file(who, serial.incrementAndGet(), 5_000);
        return form(file, signers.get(who).sign(file)).bytes();
    }

    private static byte[] multipart(String path, long length) {
        return Connection.head(
                "POST",
                path,
                "Content-Type: multipart/form-data; boundary=" + Form.BOUNDARY,
                "Content-Length: " + length);
    }

    private static Form form(byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", "ADT")
                .field("serviceRequestReference", "S1")
                .file("signature", "s.p7s", signature)
                .file("file", "f.csv", file);
    }

    private static byte[] file(int who, long number, int size) {
        StringBuilder file = new StringBuilder(size + 100)
                .append(
                        "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n");
        String[] variants = {"1.1.1", "4.10", "6.13", "8.1.1", "11.1", "14.1"};
        for (int row = 0; file.length() < size; row++) {
            file.append(userId(who))
                    .append(',')
                    .append(variants[row % variants.length])
                    .append(',')
                    .append(1 + row / variants.length)
                    .append(",50,")
                    .append(100 + number)
                    .append(",,,row ")
                    .append(row)
                    .append('\n');
        }
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private Path quarantine(int turn) throws IOException {
        Path file = folder.resolve("large-" + turn + ".csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\n");
            for (int row = 1; row <= 780_000; row++) {
                out.write(turn + 1 + "" + (10_000_000 + row));
                out.write("," + userId(0) + ":00-DB-12-34-56-78-90-A0:" + row + ",RELEASE,\n");
            }
        }
        return file;
    }

    private static String userId(int who) {
        return String.format(Locale.ROOT, "70-B3-D5-1F-30-01-%02X-%02X", who >> 8, who & 0xFF);
    }

    private static double heap(Gateway gateway) {
        return Scrape.of(gateway).value("jvm_memory_used_bytes{area=\"heap\"}");
    }

    private List<FileSigner> registerSuppliers(Gateway gateway) throws IOException {
        StringBuilder registry = new StringBuilder("parties:\n");
        List<FileSigner> signers = new ArrayList<>();
        for (int i = 0; i < SIGNERS; i++) {
            String id = "supplier-" + i;
            Identity transport = gateway.transportCa().issueClient(id);
            transport.write(gateway.party(id), "transport", Gateway.PASSWORD);
            Identity signing = gateway.signingCa().issueSigner(id, KeyKind.P256);
            signing.write(gateway.party(id), "signing", Gateway.PASSWORD);
            signers.add(FileSigner.remote(signing.chain(), toBeSigned -> sign(signing.key(), toBeSigned)));
            registry.append("""
                      - id: %1$s
                        name: %1$s
                        roles: [SUPPLIER]
                        fileTypes: [ADT, EXIT_QUARANTINE]
                        userIds: [%2$s]
                        transportCertificates: [{ file: parties/%1$s/transport.pem }]
                        signingCertificates: [{ file: parties/%1$s/signing.pem }]
                    """.formatted(id, userId(i)));
        }
        Path file = Files.writeString(gateway.folder().resolve("suppliers.yml"), registry);
        Commands.Outcome outcome = Commands.run(
                Clock.systemUTC(), "parties", "import", gateway.configuration().toString(), file.toString(), "--apply");
        require(outcome.succeeded(), outcome.text());
        return signers;
    }

    /** By the fastest provider, as the driver signs some ten thousand files. */
    private static byte[] sign(PrivateKey key, byte[] toBeSigned) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA", Providers.ecdsa());
        signature.initSign(key);
        signature.update(toBeSigned);
        return signature.sign();
    }

    private static SSLContext context(Path keys, Path authority) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            own.load(in, Gateway.PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, Gateway.PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void pem(Path keyStore, Path certificate, Path key) throws IOException, InterruptedException {
        for (String[] options : new String[][] {{"-nokeys", certificate.toString()}, {"-nocerts", key.toString()}}) {
            int exit = new ProcessBuilder(
                            "openssl",
                            "pkcs12",
                            "-in",
                            keyStore.toString(),
                            "-passin",
                            "pass:" + Gateway.PASSWORD,
                            "-nodes",
                            options[0],
                            "-out",
                            options[1])
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            require(exit == 0, "openssl cannot read " + keyStore);
        }
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
