package org.adtgateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.jspecify.annotations.Nullable;

/** nginx with the same certificates: takes bytes by PUT and checks nothing, and gives a static file. */
final class Nginx implements AutoCloseable {
    /** Asks for what it is told to {@link #serve}. */
    static final byte[] STATUS = Connection.head("GET", "/status.json");

    private final Process process;
    private final Path root;
    final int port;

    private Nginx(Process process, Path root, int port) {
        this.process = process;
        this.root = root;
        this.port = port;
    }

    /**
     * Starts it where it is installed; null where it is not.
     *
     * @param keys where the gateway's {@code server.p12} and {@code transport-ca.pem} are
     */
    static @Nullable Nginx startIfInstalled(Path folder, Path keys) throws IOException, InterruptedException {
        if (!GatewayBenchmark.installed("nginx")) {
            System.out.println("nginx is not installed, and is left out");
            return null;
        }
        Path certificate = pem(keys, "server.pem", "-nokeys");
        Path key = pem(keys, "server.key", "-nocerts");
        return start(folder, PostgresServer.freePort(), certificate, key, keys.resolve("transport-ca.pem"));
    }

    private static Path pem(Path keys, String file, String what) throws IOException, InterruptedException {
        Path target = keys.resolve(file);
        int exit = new ProcessBuilder(
                        "openssl",
                        "pkcs12",
                        "-in",
                        keys.resolve("server.p12").toString(),
                        "-passin",
                        "pass:" + Gateway.PASSWORD,
                        "-nodes",
                        what,
                        "-out",
                        target.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("openssl cannot read the server's key");
        }
        return target;
    }

    /** What {@link #STATUS} gets. */
    void serve(byte[] status) throws IOException {
        Files.write(root.resolve("status.json"), status);
    }

    private static Nginx start(Path folder, int port, Path certificate, Path key, Path authority)
            throws IOException, InterruptedException {
        Path root = Files.createDirectories(folder.resolve("nginx/root"));
        Files.createDirectories(folder.resolve("nginx/logs"));
        Path configuration = Files.writeString(folder.resolve("nginx/nginx.conf"), """
                %s
                worker_processes 2;
                daemon off;
                pid %2$s/nginx.pid;
                error_log %2$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %2$s/body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  keepalive_requests 1000000;
                  keepalive_timeout 75s;
                  sendfile on;
                  tcp_nodelay on;
                  server {
                    listen 127.0.0.1:%3$d ssl;
                    ssl_certificate %4$s;
                    ssl_certificate_key %5$s;
                    ssl_client_certificate %6$s;
                    ssl_verify_client on;
                    ssl_verify_depth 3;
                    ssl_protocols TLSv1.3;
                    ssl_session_cache shared:SSL:10m;
                    root %7$s;
                    client_max_body_size 200m;
                    client_body_buffer_size 128k;
                    location /put/ {
                      root %2$s;
                      dav_methods PUT;
                      create_full_put_path on;
                    }
                  }
                }
                """.formatted(
                        // as root it would give up its rights, and with them the folder
                        System.getProperty("user.name").equals("root") ? "user root;" : "",
                        folder.resolve("nginx").toAbsolutePath(),
                        port,
                        certificate.toAbsolutePath(),
                        key.toAbsolutePath(),
                        authority.toAbsolutePath(),
                        root.toAbsolutePath()));
        Process process = new ProcessBuilder(
                        "nginx",
                        "-c",
                        configuration.toString(),
                        "-p",
                        folder.resolve("nginx").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx/out").toFile())
                .start();
        TimeUnit.SECONDS.sleep(1);
        if (!process.isAlive()) {
            throw new IOException(Files.readString(folder.resolve("nginx/out")));
        }
        return new Nginx(process, root, port);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
