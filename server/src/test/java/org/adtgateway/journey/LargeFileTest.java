package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files pass through a small server, a process of its own with 256 MiB of heap. */
@Tag("faults")
class LargeFileTest {
    private static final long LARGEST = 128L * 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void aFileOf128MiBIsAcceptedWith256MiBOfHeap_andFiveAtOnceToo() throws Exception {
        Gateway.Settings settings = Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort());
        try (Gateway gateway = Gateway.prepare(settings)) {
            try (ServerProcess server = ServerProcess.start(gateway, "-Xmx256m")) {
                submitAll(gateway, 1);
                submitAll(gateway, 5);
                assertThat(server.isAlive()).isTrue();
            }
            try (java.util.stream.Stream<Path> left = Files.list(folder.resolve("server/uploads"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private void submitAll(Gateway gateway, int count) throws Exception {
        FileSigner signer = gateway.signer("northern-power", "signing");
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try (AdtGatewayClient supplier = gateway.client("northern-power")) {
            List<Callable<Submission>> calls = IntStream.range(0, count)
                    .<Callable<Submission>>mapToObj(i -> () -> {
                        Path file = exitQuarantine(count + "-" + i);
                        return supplier.submit(
                                SubmissionRequest.exitQuarantine(file).signedBy(signer));
                    })
                    .toList();
            for (Future<Submission> each : threads.invokeAll(calls)) {
                assertThat(each.get().fileSize()).isBetween(LARGEST - 200, LARGEST);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Valid rows up to the limit, long enough that there are fewer than {@code rows.maxRows}. */
    private Path exitQuarantine(String name) throws IOException {
        Path file = folder.resolve(name + ".csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\n");
            long size = 44;
            for (int row = 1; ; row++) {
                String line = row + ",70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:" + row + ",RELEASE,file " + name
                        + " of a runaway system" + " that has much to say".repeat(7) + "\n";
                size += line.length();
                if (size > LARGEST) {
                    return file;
                }
                out.write(line);
            }
        }
    }
}
