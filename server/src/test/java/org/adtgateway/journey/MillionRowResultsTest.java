package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.RowResultTotals;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The results of a million rows, in one instalment and in a thousand, through a server with 256 MiB of heap. Time is compared with what submitting
 * the file took, and of a thousand instalments with that of a thousand submissions of as many rows; what the heap holds, each time right after a
 * collection, with what it holds of an idle server.
 */
@Tag("faults")
class MillionRowResultsTest {
    private static final int ROWS = 1_000_000;
    private static final int INSTALMENTS = 1_000;
    private static final double MOST_MIB = 64;
    private static final double MOST_TIMES = 3;
    private static final String REQUEST = "70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:";
    private static final String SETTINGS = """
            quotas:
              operator:
                submissionsPerMinute: 1000000
              supplier:
                submissionsPerMinute: 1000000
            """;

    @TempDir
    private Path folder;

    @Test
    void aMillionResults_inOneInstalmentAndInAThousand() throws Exception {
        Gateway.Settings settings = Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(SETTINGS);
        try (Gateway gateway = Gateway.prepare(settings);
                ServerProcess server = ServerProcess.start(gateway, "-Xmx256m");
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Path all = instalment("all.csv", 1, ROWS);
            // what the first calls load and compile is neither the file's nor the results' doing
            String warm = submit(supplier, signer, "warm.csv", 10_000);
            operator.claim(warm);
            operator.submitRowResults(warm, instalment("warm.csv.results", 1, 10_000));
            double idle = live(gateway, server);

            AtomicLong submitted = new AtomicLong();
            String id = timed(submitted, () -> submit(supplier, signer, "one.csv", ROWS));
            operator.claim(id);
            AtomicLong one = new AtomicLong();
            Submission reported = timed(one, () -> operator.submitRowResults(id, all));
            assertThat(totals(reported).pending()).isZero();
            assertThat(totals(operator.complete(id)).reported()).isEqualTo(ROWS);
            Path read = folder.resolve("read.csv");
            AtomicLong reading = new AtomicLong();
            timed(reading, () -> {
                supplier.downloadRowResults(id, false, read);
                return read;
            });
            assertThat(Files.mismatch(read, withCrlf(all)))
                    .as("what was reported is what is read")
                    .isEqualTo(-1);

            String inMany = submit(supplier, signer, "many.csv", ROWS);
            operator.claim(inMany);
            AtomicLong many = new AtomicLong();
            AtomicLong others = new AtomicLong();
            double[] held = {0};
            for (int i = 0; i < INSTALMENTS; i++) {
                int from = i * (ROWS / INSTALMENTS) + 1;
                Path instalment = instalment("some.csv", from, from + ROWS / INSTALMENTS - 1);
                timed(many, () -> operator.submitRowResults(inMany, instalment));
                String small = i + ".csv";
                timed(others, () -> submit(supplier, signer, small, ROWS / INSTALMENTS));
                if (i % 250 == 249) {
                    held[0] = Math.max(held[0], live(gateway, server));
                }
            }
            assertThat(totals(operator.complete(inMany)).reported()).isEqualTo(ROWS);
            assertThat(supplier.history(inMany)).hasSize(INSTALMENTS + 3);

            String watched = submit(supplier, signer, "watched.csv", ROWS);
            operator.claim(watched);
            double heldByOne = watching(gateway, server, () -> operator.submitRowResults(watched, all));
            assertThat(server.isAlive()).isTrue();
            System.out.printf(
                    "submitted in %.1f s; results in one instalment %.1f s, in %d %.1f s (as many submissions of as many rows %.1f s); read in %.1f s; heap above idle (%.0f MiB): %.0f MiB, %.0f MiB%n",
                    seconds(submitted),
                    seconds(one),
                    INSTALMENTS,
                    seconds(many),
                    seconds(others),
                    seconds(reading),
                    idle,
                    heldByOne - idle,
                    held[0] - idle);
            assertThat(heldByOne - idle).isLessThan(MOST_MIB);
            assertThat(held[0] - idle).isLessThan(MOST_MIB);
            assertThat(seconds(one)).isLessThan(MOST_TIMES * seconds(submitted));
            assertThat(seconds(many))
                    .as("an instalment is an act, with a transaction and a receipt of its own, as a submission is")
                    .isLessThan(2 * seconds(others));
        }
    }

    private static RowResultTotals totals(Submission submission) {
        return Objects.requireNonNull(submission.rowResults());
    }

    private static <T> T timed(AtomicLong sum, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.call();
        sum.addAndGet(System.nanoTime() - start);
        return result;
    }

    private static double seconds(AtomicLong nanos) {
        return nanos.get() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** The most that the heap held while something was done, in MiB: right after a collection, again and again. */
    private static double watching(Gateway gateway, ServerProcess server, Callable<?> work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        double[] most = {0};
        Thread watcher = new Thread(() -> {
            while (!done.get()) {
                most[0] = Math.max(most[0], live(gateway, server));
            }
        });
        watcher.start();
        try {
            work.call();
        } finally {
            done.set(true);
            watcher.join();
        }
        return most[0];
    }

    private static double live(Gateway gateway, ServerProcess server) {
        try {
            server.collectGarbage();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        // what was in use at the end of the collection: by the time of the scrape there may be much garbage again
        return Scrape.of(gateway).series().entrySet().stream()
                        .filter(each -> each.getKey().startsWith("jvm_memory_pool_collection_used_bytes"))
                        .mapToDouble(Map.Entry::getValue)
                        .sum()
                / (1024.0 * 1024.0);
    }

    private String submit(AdtGatewayClient supplier, FileSigner signer, String name, int rows) throws IOException {
        Path file = folder.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\n");
            for (int row = 1; row <= rows; row++) {
                out.write(row + "," + REQUEST + row + ",RELEASE," + name + "\n");
            }
        }
        return supplier.submit(SubmissionRequest.exitQuarantine(file).signedBy(signer))
                .id();
    }

    private Path instalment(String name, int from, int to) throws IOException {
        Path file = folder.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("RequestID,Outcome,At,Note\n");
            for (int row = from; row <= to; row++) {
                out.write(REQUEST + row + ",RELEASED,2026-11-23T10:40:51Z,\n");
            }
        }
        return file;
    }

    private Path withCrlf(Path file) throws IOException {
        Path copy = folder.resolve("crlf.csv");
        try (BufferedWriter out = Files.newBufferedWriter(copy);
                java.util.stream.Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                out.write(line + "\r\n");
            }
        }
        return copy;
    }
}
