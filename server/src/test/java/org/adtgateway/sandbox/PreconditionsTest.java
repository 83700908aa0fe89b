package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreconditionsTest {
    @TempDir
    private Path folder;

    @Test
    void aPortThatIsTakenIsNamed_aFreeOneIsNot() throws Exception {
        int free = PostgresServer.freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Preconditions.takenPorts("127.0.0.1", List.of(free, taken.getLocalPort())))
                    .singleElement()
                    .asString()
                    .contains("port " + taken.getLocalPort() + " is taken", "-Dsandbox.port=9443");
        }
        assertThat(Preconditions.takenPorts("127.0.0.1", List.of(free, 0))).isEmpty();
    }

    @Test
    void aFolderIsForOneSandboxAtATime() throws Exception {
        Path sandbox = folder.resolve("sandbox");
        try (FileChannel first = Preconditions.lock(sandbox).orElseThrow()) {
            assertThat(first.isOpen()).isTrue();
            assertThat(Preconditions.lock(sandbox)).isEmpty();
        }
        Optional<FileChannel> second = Preconditions.lock(sandbox);
        assertThat(second).isPresent();
        second.get().close();
    }

    /** As {@code mvn -Psandbox} runs it before it builds: the file alone, by the java command. */
    @Test
    void runsAsAFileAlone() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(taken.getLocalPort())).contains("The sandbox cannot start: port " + taken.getLocalPort());
        }
        assertThat(run(PostgresServer.freePort())).isEqualTo("0\n");
    }

    private String run(int port) throws Exception {
        Path root = Path.of(System.getProperty("rootDir", ".."));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        root.resolve("server/src/test/java/org/adtgateway/sandbox/Preconditions.java")
                                .toString(),
                        folder.resolve("sandbox").toString(),
                        "127.0.0.1",
                        String.valueOf(port))
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return status == 0 ? text + "0\n" : text;
    }
}
