package org.adtgateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Passes connections on to a gateway: as an HTTP proxy that asks for a password, or with damage to what comes back. */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> connections = new CopyOnWriteArrayList<>();
    private final @Nullable String credentials;
    private final @Nullable URI fixed;
    private final BooleanSupplier damaged;

    private Relay(@Nullable String credentials, @Nullable URI fixed, BooleanSupplier damaged) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.credentials = credentials;
        this.fixed = fixed;
        this.damaged = damaged;
        start(this::accept);
    }

    static Relay asProxy(String user, String password) throws IOException {
        String pair = user + ":" + password;
        return new Relay(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)), null, () -> false);
    }

    /** Flips a bit in what the gateway sends once it has been asked something. */
    static Relay damagingAnswers(TestGateway gateway) throws IOException {
        return new Relay(null, gateway.address(), () -> !gateway.asked().isEmpty());
    }

    URI uri() {
        return URI.create("http://localhost:" + listening.getLocalPort());
    }

    URI address() {
        return URI.create("https://localhost:" + listening.getLocalPort());
    }

    /** Where it was asked to connect to. */
    List<String> connections() {
        return connections;
    }

    /** Connections end by failing, on one side or the other. */
    private void start(Callable<?> task) {
        threads.execute(() -> {
            try {
                task.call();
            } catch (IOException e) {
                return;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            start(() -> serve(client));
        }
    }

    private Void serve(Socket client) throws IOException {
        try (client) {
            URI target = fixed == null ? connect(client) : fixed;
            if (target == null) {
                return null;
            }
            try (Socket server = new Socket(target.getHost(), target.getPort())) {
                start(() -> client.getInputStream().transferTo(server.getOutputStream()));
                pass(server.getInputStream(), client.getOutputStream());
                return null;
            }
        }
    }

    /** RFC 9110, 9.3.6; null when the client was refused. */
    private @Nullable URI connect(Socket client) throws IOException {
        while (true) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return null;
            }
            if (head.contains("Proxy-Authorization: Basic " + credentials + "\r\n")) {
                String authority = head.split(" ", 3)[1];
                connections.add(authority);
                write(client, "HTTP/1.1 200 Connected\r\n\r\n");
                return URI.create("https://" + authority);
            }
            write(
                    client,
                    "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                            + "Content-Length: 0\r\n\r\n");
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int value = in.read(); value >= 0; value = in.read()) {
            head.append((char) value);
            if (head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private void pass(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (damaged.getAsBoolean()) {
                buffer[count - 1] ^= 1;
            }
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
