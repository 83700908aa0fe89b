package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.client.TestGateway.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadMemoryTest {
    private static final int MIB = 1024 * 1024;
    private static final int FILE = 64 * MIB;

    @TempDir
    private Path folder;

    @Test
    void submit_streams64MiBWithin16MiBAboveIdle() throws Exception {
        TestPki serverPki = new TestPki("Server CA");
        TestPki clientPki = new TestPki("Client CA");
        clientPki.issue("northern-power").writePkcs12(folder.resolve("t.p12"));
        serverPki.writeRoot(folder.resolve("ca.pem"));
        Path large = folder.resolve("large.csv");
        writeLarge(large);
        try (TestGateway gateway = new TestGateway(serverPki, clientPki)) {
            gateway.answer(request -> Answer.json(201, TestJson.submission("s-1", "RECEIVED")));

            String output = runProbe(gateway.address().toString());

            assertThat(gateway.last().length()).isGreaterThan(FILE);
            Matcher figures = Pattern.compile("idle=(\\d+) peak=(\\d+)").matcher(output);
            assertThat(figures.find()).as(output).isTrue();
            long idle = Long.parseLong(figures.group(1));
            long peak = Long.parseLong(figures.group(2));
            System.out.printf(
                    "Upload of 64 MiB: heap %.1f MiB at idle, %.1f MiB at the peak, garbage included%n",
                    idle / (double) MIB, peak / (double) MIB);
            assertThat(peak - idle).isLessThan(16L * MIB);
        }
    }

    private static void writeLarge(Path file) throws IOException {
        byte[] line = "70-B3-D5-1F-30-00-A0-01,1.1.1,24,,5,,,\r\n".getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < FILE / line.length; i++) {
                out.write(line);
            }
        }
        try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
            whole.setLength(FILE);
        }
    }

    /** A heap so small that an upload held in memory could not succeed at all. */
    private String runProbe(String address) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UploadProbe.class.getName(),
                        address,
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
