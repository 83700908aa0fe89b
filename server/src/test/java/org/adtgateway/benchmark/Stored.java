package org.adtgateway.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Postgres;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;

/**
 * Reads, and every statement, with a million submissions stored beside what they are with a thousand: of two nodes, each with a database of its own
 * on the same server, called in turns.
 */
final class Stored {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int OPEN = 10;
    private static final int TURNS = Integer.getInteger("stored.turns", 40);
    private static final int WARM_UPS = Math.min(TURNS, 12);
    private static final int READS_OF_A_TURN = Integer.getInteger("stored.reads", 1_000);
    private static final byte[] NO_BODY = {};

    private final Gateway gateway;
    private final Suppliers suppliers;
    private final Report report;

    private Stored(Gateway gateway, Suppliers suppliers, Report report) {
        this.gateway = gateway;
        this.suppliers = suppliers;
        this.report = report;
    }

    /** A node and its database, with one submission of the first supplier. */
    private final class Side implements AutoCloseable {
        private final Postgres database;
        private final Gateway node;
        private final ServerProcess process;
        private final String id;

        Side(Postgres server, String name, String options) throws IOException {
            database = server.database(name);
            node = gateway.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
            Path configuration = node.configuration();
            Files.writeString(
                    configuration, Files.readString(configuration).replace(server.url() + "\n", database.url() + "\n"));
            process = ServerProcess.start(node, options.split(" "));
            try (AdtGatewayClient supplier = node.client(Suppliers.id(0))) {
                id = supplier.submit(request().signedBy(gateway.signer(Suppliers.id(0), "signing")))
                        .id();
                Suppliers.Quarantine large = suppliers.quarantine(0, gateway.folder());
                supplier.submit(SubmissionRequest.of(FileType.EXIT_QUARANTINE, large.file())
                        .signature(large.signature()));
                Files.delete(large.file());
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Makes the two databases, which have the Parties of this one; nobody may be connected to it. */
    static void prepare(Postgres server) {
        server.execute("create database few template postgres");
        server.execute("create database many template postgres");
    }

    /**
     * Fills both, and measures.
     *
     * @param server where {@link #prepare} made the databases
     * @param options of the nodes' JVMs
     */
    static void measure(Gateway gateway, Suppliers suppliers, Postgres server, String options, Report report)
            throws IOException, InterruptedException {
        new Stored(gateway, suppliers, report).measure(server, options);
    }

    private void measure(Postgres server, String options) throws IOException, InterruptedException {
        try (Side few = new Side(server, "few", options);
                Side many = new Side(server, "many", options)) {
            fill(few, FEW);
            long start = System.nanoTime();
            fill(many, MANY);
            System.out.printf("  stored %,d in %.0f s%n", MANY, (System.nanoTime() - start) / 1e9);
            System.out.println("  warms up");
            reads(few, many, WARM_UPS, (name, withFew, withMany) -> {});
            reads(few, many, TURNS, (name, withFew, withMany) -> {
                report.row(
                        name + ", p99, with 1,000,000 stored",
                        "%.2f ms".formatted(withMany),
                        "with 1,000: %.2f ms".formatted(withFew),
                        "%.2f times".formatted(withMany / withFew),
                        "1.2 times");
            });
            report(statements(few), statements(many));
        }
    }

    private Map<String, Statements.Cost> statements(Side side) throws IOException, InterruptedException {
        Statements statements = new Statements(side.database);
        statements.reset();
        everyOperation(side.node);
        return statements.counted();
    }

    private void report(Map<String, Statements.Cost> few, Map<String, Statements.Cost> many) throws IOException {
        StringBuilder table = new StringBuilder(
                "| statement | calls | ms, with 1,000 | ms, with 1,000,000 | blocks, with 1,000 | blocks, with 1,000,000 |\n|---|---|---|---|---|---|\n");
        double most = 0;
        for (Map.Entry<String, Statements.Cost> each : many.entrySet()) {
            Statements.Cost cost = each.getValue();
            Statements.Cost before = few.get(each.getKey());
            most = Math.max(most, cost.blocks());
            table.append("| `%s` | %d | %s | %.3f | %s | %.1f |%n"
                    .formatted(
                            cost.sql().replace("|", "\\|"),
                            cost.calls(),
                            before == null ? "-" : "%.3f".formatted(before.millis()),
                            cost.millis(),
                            before == null ? "-" : "%.1f".formatted(before.blocks()),
                            cost.blocks()));
        }
        Files.createDirectories(Path.of("target/benchmark"));
        Files.writeString(Path.of("target/benchmark/statements.md"), table);
        report.row(
                "blocks of 8 kB that the widest of %d statements looks at, with 1,000,000 stored"
                        .formatted(many.size()),
                "%.0f".formatted(most));
    }

    /** Stores copies of its submission, one for each second before now; the oldest ones are open still, the others are done. */
    private static void fill(Side side, int count) {
        Postgres database = side.database;
        String columns = database.query(
                "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns"
                        + " where table_name = 'submission' and column_name not in ('id', 'act', 'status', 'file_sha256', 'received_at', 'changed_at', 'claimed_by', 'incident_reference')");
        database.execute(
                "insert into submission (id, act, status, file_sha256, received_at, changed_at, claimed_by, incident_reference, "
                        + columns
                        + ") select gen_random_uuid(), sha256(('filler ' || n)::bytea),"
                        + " case when n > " + (count - OPEN) + " then 'RECEIVED' else 'COMPLETED' end,"
                        + " sha256(('content ' || n)::bytea), now() - n * interval '1 second', now() - n * interval '1 second',"
                        + " case when n % 3 = 0 then repeat('a', 64) end, case when n % 100 = 7 then 'INC-' || n end, "
                        + columns + " from submission, generate_series(1, " + count
                        + ") n where id = '" + UUID.fromString(side.id) + "'");
        database.execute(
                "insert into event (feed_index, type, submission_id, party_id, file_type, to_status, version, occurred_at,"
                        + " actor_party_id, actor_certificate_sha256, actor_certificate_subject)"
                        + " select (select max(feed_index) from event) + row_number() over (), 'RECEIVED', id, party_id, file_type, status, 1, received_at,"
                        + " party_id, 'x', 'x' from submission s where not exists (select 1 from event e where e.submission_id = s.id)");
        database.execute("vacuum analyze");
        database.execute("checkpoint");
    }

    /** Hears the 99th percentile of a read, in milliseconds: the median of the turns, as whatever else the machine does falls upon a few of them. */
    private interface Reading {
        void found(String name, double few, double many);
    }

    /** Makes each read over and over of both in turns, by one caller, so that no queue blurs it. */
    private void reads(Side few, Side many, int turns, Reading reading) throws IOException {
        SSLContext supplier = suppliers.contexts().get(0);
        SSLContext operator = Http.as(gateway, "dcc").client().sslContext();
        read("status", supplier, few, many, turns, side -> "/v1/submissions/" + side.id, reading);
        read("list", supplier, few, many, turns, side -> "/v1/submissions?limit=50", reading);
        read("feed", supplier, few, many, turns, side -> "/v1/events?limit=50", reading);
        read(
                "the DCC's list of what is open",
                operator,
                few,
                many,
                turns,
                side -> "/v1/submissions?status=RECEIVED&limit=50",
                reading);
        for (String filter : List.of(
                "overdue=true",
                "claimedBy=" + "a".repeat(64),
                "claimedBy=" + "a".repeat(64) + "&overdue=true&partyId=" + Suppliers.id(0),
                "claimedBy=" + "b".repeat(64) + "&fileType=ADT",
                "incidentReference=INC-107",
                "serviceRequestReference=S1&status=RECEIVED",
                "fileSha256=" + "0".repeat(64),
                "requestId=" + Suppliers.userId(0) + ":00-DB-12-34-56-78-90-A0:777777",
                "requestId=" + Suppliers.userId(0) + ":00-DB-12-34-56-78-90-A0:777777&status=RECEIVED&overdue=false")) {
            read("list by " + filter, operator, few, many, turns, side -> "/v1/submissions?" + filter, reading);
        }
        read("count", operator, few, many, turns, side -> "/v1/submissions/count", reading);
        read(
                "count of what is overdue",
                operator,
                few,
                many,
                turns,
                side -> "/v1/submissions/count?overdue=true",
                reading);
        read("feed of a rare type", operator, few, many, turns, side -> "/v1/events?type=REJECTED&limit=50", reading);
    }

    private static void read(
            String name,
            SSLContext caller,
            Side few,
            Side many,
            int turns,
            Function<Side, String> path,
            Reading reading)
            throws IOException {
        List<Double> withFew = new ArrayList<>();
        List<Double> withMany = new ArrayList<>();
        try (Connection one = new Connection(caller, port(few));
                Connection other = new Connection(caller, port(many))) {
            for (int turn = 0; turn < turns; turn += 2) {
                withFew.add(p99(one, path.apply(few)));
                withMany.add(p99(other, path.apply(many)));
                withMany.add(p99(other, path.apply(many)));
                withFew.add(p99(one, path.apply(few)));
            }
        }
        reading.found(name, GatewayBenchmark.median(withFew), GatewayBenchmark.median(withMany));
    }

    private static int port(Side side) {
        return URI.create(side.node.url()).getPort();
    }

    /** Of one turn, in milliseconds. */
    private static double p99(Connection connection, String path) throws IOException {
        Histogram histogram = new Histogram(3);
        byte[] head = Connection.head("GET", path);
        for (int i = 0; i < READS_OF_A_TURN; i++) {
            long start = System.nanoTime();
            int status = connection.call(head, NO_BODY);
            if (status != 200) {
                throw new IllegalStateException(path + " was answered with " + status);
            }
            histogram.recordValue(System.nanoTime() - start);
        }
        return histogram.getValueAtPercentile(99) / 1e6;
    }

    /** Each operation of both sides, a few times. */
    private void everyOperation(Gateway node) throws IOException, InterruptedException {
        String own = Suppliers.id(0);
        FileSigner signer = gateway.signer(own, "signing");
        try (AdtGatewayClient supplier = node.client(own);
                AdtGatewayClient dcc = node.client("dcc")) {
            for (int i = 0; i < 20; i++) {
                supplier.me();
                supplier.check(request());
                String withdrawn = supplier.submit(request().signedBy(signer)).id();
                supplier.withdraw(withdrawn, "again", signer);
                SubmissionRequest signed = request().signedBy(signer).clientReference("reference-" + i);
                String done = supplier.submit(signed).id();
                supplier.submit(signed);
                supplier.history(done);
                supplier.receipt(done);
                list(supplier, SubmissionFilter.all());
                list(supplier, SubmissionFilter.all().inStatus(SubmissionStatus.REJECTED));
                list(supplier, SubmissionFilter.all().withClientReference("reference-" + i));
                supplier.events(null).next(Duration.ZERO);
                list(dcc, SubmissionFilter.all().inStatus(SubmissionStatus.RECEIVED));
                list(dcc, SubmissionFilter.all().ofParty(own));
                dcc.events(null).next(Duration.ZERO);
                dcc.claim(done);
                dcc.downloadFile(done, OutputStream.nullOutputStream());
                dcc.downloadSignature(done);
                dcc.reject(done, "a trial");
                supplier.status(done);
            }
        }
        // metrics and health ask too
        Scrape.of(node);
        Thread.sleep(3_000);
    }

    private SubmissionRequest request() {
        return SubmissionRequest.of(FileType.ADT, suppliers.thresholds(0), "f.csv")
                .serviceRequestReference("S1");
    }

    /** The first page. */
    private static void list(AdtGatewayClient client, SubmissionFilter filter) {
        boolean unused = client.list(filter).iterator().hasNext();
    }
}
