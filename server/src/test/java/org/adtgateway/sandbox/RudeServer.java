package org.adtgateway.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A server that ends connections in ways that tell a client nothing about its request. */
final class RudeServer implements AutoCloseable {
    /** A record of application data that nobody has encrypted. */
    private static final byte[] NONSENSE = new byte[5 + 32];

    static {
        NONSENSE[0] = 23;
        NONSENSE[1] = 3;
        NONSENSE[2] = 3;
        NONSENSE[4] = 32;
    }

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final Manners manners;

    /** What it does with a connection. */
    @FunctionalInterface
    private interface Manners {
        void serve(Socket client) throws IOException;
    }

    private RudeServer(Manners manners) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.manners = manners;
        threads.execute(this::accept);
    }

    /** Closes each connection once the client has said hello. */
    static RudeServer cuttingHandshakes() throws IOException {
        return new RudeServer(client -> client.getInputStream().read(new byte[16 * 1024]));
    }

    /** Takes a request, and then sends the alert that a record could not be decrypted. */
    static RudeServer alertingAfterTheRequest(SSLContext tls) throws IOException {
        RudeServer[] server = new RudeServer[1];
        server[0] = new RudeServer(client -> {
            Tapped tapped = new Tapped(client);
            try (SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(tapped, "localhost", 0, true)) {
                secured.setUseClientMode(false);
                secured.setNeedClientAuth(true);
                InputStream in = secured.getInputStream();
                StringBuilder head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    head.append((char) in.read());
                }
                server[0].asked.incrementAndGet();
                tapped.say(NONSENSE);
                in.read();
            } catch (SSLException e) {
                // the alert is on its way
                return;
            }
        });
        return server[0];
    }

    String address() {
        return "https://localhost:" + listening.getLocalPort();
    }

    int asked() {
        return asked.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            manners.serve(client);
        } catch (IOException e) {
            // it ends all the same
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    /** A connection on which words can be put into the client's mouth. */
    private static final class Tapped extends Socket {
        private final Socket socket;
        private InputStream in;

        Tapped(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        void say(byte[] words) {
            in = new SequenceInputStream(new ByteArrayInputStream(words), in);
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    return in.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    return in.read(buffer, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return socket.getInetAddress();
        }

        @Override
        public synchronized void close() throws IOException {
            socket.close();
        }
    }
}
