package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files pass through a small server, a process of its own with 256 MiB of heap. */
class LargeFileTest {
    private static final long LARGEST = 64L * 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void aFileOf64MiBIsAcceptedWith256MiBOfHeap_andFiveAtOnceToo() throws Exception {
        Gateway.Settings settings =
                Gateway.Settings.of(folder, EmbeddedDatabase.create()).with(freePort(), freePort());
        try (Gateway gateway = Gateway.prepare(settings)) {
            Process server = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "org.adtgateway.server.AdtGateway",
                            "server",
                            gateway.configuration().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            try {
                awaitHealthy(gateway.adminUrl(), server);
                submitAll(gateway, 1);
                submitAll(gateway, 5);
                assertThat(server.isAlive()).isTrue();
            } finally {
                server.destroy();
                assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
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

    /** Valid rows up to the limit. */
    private Path exitQuarantine(String name) throws IOException {
        Path file = folder.resolve(name + ".csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\n");
            long size = 44;
            for (int row = 1; ; row++) {
                String line = row + ",70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:" + row + ",RELEASE,file " + name
                        + " of a runaway system\n";
                size += line.length();
                if (size > LARGEST) {
                    return file;
                }
                out.write(line);
            }
        }
    }

    private static void awaitHealthy(String adminUrl, Process server) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(adminUrl + "/healthcheck")).build();
        for (int attempt = 0; attempt < 240 && server.isAlive(); attempt++) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not up yet
                TimeUnit.MILLISECONDS.sleep(250);
            }
        }
        throw new AssertionError("the server did not come up");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
