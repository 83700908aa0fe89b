package org.adtgateway.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The barest client of HTTP/1.1 over TLS, so that the driver takes as little as it can of a machine that it shares with what it measures. */
final class Connection implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final String SEEN = "seen";

    private final SSLSocket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] waste = new byte[BUFFER];
    private final boolean resumed;

    Connection(SSLContext context, int port) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        socket.startHandshake();
        // what is bound to a session goes on with those that resume it
        resumed = socket.getSession().getValue(SEEN) != null;
        socket.getSession().putValue(SEEN, SEEN);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** Whether an earlier session of the same context was resumed. */
    boolean resumed() {
        return resumed;
    }

    /** Forgets the session, so that the next connection makes a full handshake. */
    void invalidate() {
        socket.getSession().invalidate();
    }

    /** Sends a request without a body, whose answer is read later. */
    void send(byte[] head) throws IOException {
        out.write(head);
        out.flush();
    }

    /** Sends a request, reads the answer, tells its status. */
    int call(byte[] head, byte[] body) throws IOException {
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
        out.flush();
        return answer();
    }

    /** Sends a large body from where it comes. */
    int call(byte[] head, InputStream body) throws IOException {
        out.write(head);
        byte[] buffer = new byte[64 * 1024];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            out.write(buffer, 0, count);
        }
        out.flush();
        return answer();
    }

    /** Reads an answer, tells its status. */
    int answer() throws IOException {
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = true;
            }
        }
        int code = Integer.parseInt(status.substring(9, 12));
        if (chunked) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                skip(size);
                line();
            }
            line();
        } else {
            skip(length);
        }
        return code;
    }

    private void skip(int length) throws IOException {
        int left = length;
        while (left > 0) {
            int count = in.read(waste, 0, Math.min(left, waste.length));
            if (count < 0) {
                throw new EOFException();
            }
            left -= count;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    static byte[] head(String method, String path, String... headers) {
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
