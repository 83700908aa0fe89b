package org.adtgateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** nginx with the same certificates: takes bytes by PUT and checks nothing, and gives a static file. */
final class Nginx implements AutoCloseable {
    private final Process process;
    final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param certificate PEM of the server
     * @param authority PEM of the clients' CA
     */
    static Nginx start(Path folder, int port, Path certificate, Path key, Path authority, byte[] status)
            throws IOException, InterruptedException {
        Path root = Files.createDirectories(folder.resolve("nginx/root"));
        Files.write(root.resolve("status.json"), status);
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
        return new Nginx(process, port);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
