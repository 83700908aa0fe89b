package org.adtgateway.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
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
import org.adtgateway.testing.Scrape;

/** Reads, and every statement, with a million submissions stored beside what they were with a thousand. */
final class Stored {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int OPEN = 10;
    private static final byte[] NO_BODY = {};

    private final Gateway gateway;
    private final Suppliers suppliers;
    private final Postgres database;
    private final int port;
    private final Report report;

    Stored(Gateway gateway, Suppliers suppliers, Postgres database, int port, Report report) {
        this.gateway = gateway;
        this.suppliers = suppliers;
        this.database = database;
        this.port = port;
        this.report = report;
    }

    /**
     * Measures, fills, measures again.
     *
     * @param id of a submission of the first supplier, of which the others are copies; some of the oldest are open still
     */
    void measure(String id) throws IOException, InterruptedException {
        Statements statements = new Statements(database);
        fill(id, 2 * MANY, FEW, OPEN);
        Map<String, Double> few = p99WarmedUp(id);
        statements.reset();
        everyOperation();
        Map<String, Statements.Cost> statementsBefore = statements.counted();

        long start = System.nanoTime();
        fill(id, 0, MANY, 0);
        System.out.printf("  stored %,d more in %.0f s%n", MANY, (System.nanoTime() - start) / 1e9);

        Map<String, Double> many = p99WarmedUp(id);
        statements.reset();
        everyOperation();
        for (Map.Entry<String, Double> each : many.entrySet()) {
            double before = few.getOrDefault(each.getKey(), Double.NaN);
            report.row(
                    each.getKey() + ", p99, with 1,000,000 stored",
                    "%.2f ms".formatted(each.getValue()),
                    "with 1,000: %.2f ms".formatted(before),
                    "%.2f times".formatted(each.getValue() / before),
                    "1.2 times");
        }
        report(statementsBefore, statements.counted());
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

    /**
     * Stores copies.
     *
     * @param age seconds that the newest is old; the others are a second older each
     * @param open how many of them are open still; the others are done
     */
    private void fill(String id, int age, int count, int open) {
        String columns = database.query(
                "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns"
                        + " where table_name = 'submission' and column_name not in ('id', 'act', 'status', 'file_sha256', 'received_at', 'changed_at')");
        database.execute("insert into submission (id, act, status, file_sha256, received_at, changed_at, " + columns
                + ") select gen_random_uuid(), sha256(('filler ' || n)::bytea),"
                + " case when n - " + age + " <= " + open + " then 'RECEIVED' else 'COMPLETED' end,"
                + " sha256(('content ' || n)::bytea), now() - n * interval '1 second', now() - n * interval '1 second', "
                + columns + " from submission, generate_series(" + (age + 1) + ", " + (age + count)
                + ") n where id = '" + UUID.fromString(id) + "'");
        database.execute(
                "insert into event (feed_index, type, submission_id, party_id, file_type, to_status, version, occurred_at,"
                        + " actor_party_id, actor_certificate_sha256, actor_certificate_subject)"
                        + " select (select max(feed_index) from event) + row_number() over (), 'RECEIVED', id, party_id, file_type, status, 1, received_at,"
                        + " party_id, 'x', 'x' from submission s where not exists (select 1 from event e where e.submission_id = s.id)");
        database.execute("vacuum analyze");
        database.execute("checkpoint");
    }

    /** As {@link #p99(String)} says once each read has been made for some time, so that neither reading is the first after a pause. */
    private Map<String, Double> p99WarmedUp(String id) throws IOException {
        p99(id);
        return p99(id);
    }

    /** In milliseconds, of each read; one caller, so that no queue blurs it. */
    private Map<String, Double> p99(String id) throws IOException {
        SSLContext supplier = suppliers.contexts().get(0);
        SSLContext operator = Http.as(gateway, "dcc").client().sslContext();
        Map<String, Double> found = new LinkedHashMap<>();
        found.put("status", p99(supplier, "/v1/submissions/" + id));
        found.put("list", p99(supplier, "/v1/submissions?limit=50"));
        found.put("feed", p99(supplier, "/v1/events?limit=50"));
        found.put("the DCC's list of what is open", p99(operator, "/v1/submissions?status=RECEIVED&limit=50"));
        return found;
    }

    private double p99(SSLContext caller, String path) throws IOException {
        Histogram histogram = new Histogram(3);
        byte[] head = Connection.head("GET", path);
        try (Connection connection = new Connection(caller, port)) {
            for (int i = 0; i < 12_000; i++) {
                long start = System.nanoTime();
                int status = connection.call(head, NO_BODY);
                if (status != 200) {
                    throw new IllegalStateException(path + " was answered with " + status);
                }
                // the first warm up
                if (i >= 4_000) {
                    histogram.recordValue(System.nanoTime() - start);
                }
            }
        }
        return histogram.getValueAtPercentile(99) / 1e6;
    }

    /** Each operation of both sides, a few times. */
    private void everyOperation() throws IOException, InterruptedException {
        String own = Suppliers.id(0);
        FileSigner signer = gateway.signer(own, "signing");
        try (AdtGatewayClient supplier = gateway.client(own);
                AdtGatewayClient dcc = gateway.client("dcc")) {
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
        Scrape.of(gateway);
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
