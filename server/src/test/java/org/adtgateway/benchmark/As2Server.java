package org.adtgateway.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.adtgateway.benchmark.As2Message.Mdn;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;

/**
 * ph-as2, an AS2 server in Java, in a process of its own: verifies the signature of a message (RSA, as it signs with nothing else), writes the
 * file without fsync, and answers with a signed MDN. Its libraries are not the gateway's: {@code mvn -Pbench} fetches them into target/as2.
 */
final class As2Server implements AutoCloseable {
    private static final Path LIBRARIES = Path.of("target/as2");
    private static final Path SOURCE = Path.of("src/test/as2/As2Receiver.java");

    private final Process process;
    private final Path folder;
    private final Identity receiver;
    private final FileSigner signer;
    final int port;

    private As2Server(Process process, Path folder, Identity receiver, FileSigner signer, int port) {
        this.process = process;
        this.folder = folder;
        this.receiver = receiver;
        this.signer = signer;
        this.port = port;
    }

    /** Whether its libraries are there. */
    static boolean fetched() throws IOException {
        if (!Files.isDirectory(LIBRARIES)) {
            return false;
        }
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            return libraries.anyMatch(each -> each.getFileName().toString().startsWith("as2-servlet-"));
        }
    }

    /**
     * Starts it, and makes sure that it does what it is measured for.
     *
     * @param options of its JVM
     * @param keys PKCS#12 of the server
     * @param trust PKCS#12 with the authorities of its clients
     * @param client TLS of a client
     */
    static As2Server start(Path folder, int port, String options, Path keys, Path trust, SSLContext client)
            throws Exception {
        Path own = Files.createDirectories(folder.resolve("as2").toAbsolutePath());
        Files.createDirectories(own.resolve("tmp"));
        Authority authority = Pki.root("AS2 partners");
        Identity receiver = authority.issueSigner("receiver", KeyKind.RSA2048);
        Identity sender = authority.issueSigner("sender", KeyKind.RSA2048);
        KeyStore partners = KeyStore.getInstance("PKCS12");
        partners.load(null, null);
        char[] password = Gateway.PASSWORD.toCharArray();
        partners.setKeyEntry("receiver", receiver.key(), password, new Certificate[] {receiver.certificate()});
        partners.setCertificateEntry("sender", sender.certificate());
        try (OutputStream out = Files.newOutputStream(own.resolve("as2.p12"))) {
            partners.store(out, password);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + own.resolve("tmp"),
                // or it searches all its libraries for the class, for each part of a message
                "-Djakarta.mail.util.StreamProvider=org.eclipse.angus.mail.util.MailStreamProvider",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                LIBRARIES + "/*",
                SOURCE.toString(),
                Integer.toString(port),
                Gateway.PASSWORD,
                keys.toString(),
                trust.toString(),
                own.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("out").toFile())
                .start();
        As2Server started = new As2Server(
                process,
                own,
                receiver,
                FileSigner.remote(sender.chain(), toBeSigned -> sign(sender, toBeSigned)),
                port);
        try {
            started.await();
            started.check(client);
            return started;
        } catch (Exception e) {
            started.close();
            throw e;
        }
    }

    /** The body of a message with a file, signed. */
    byte[] body(byte[] file) {
        return As2Message.of(file, signer).body();
    }

    /** The head of a request with a body. */
    byte[] head(long serial, byte[] body) {
        List<String> headers = new ArrayList<>(As2Message.headers(serial + "@benchmark"));
        headers.add("Content-Length: " + body.length);
        return Connection.head("POST", "/as2", headers.toArray(String[]::new));
    }

    /** A good message is stored and receipted under its digest; one whose signature is altered is not. */
    private void check(SSLContext client) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(client).build();
        byte[] file = "as good\nas any\n".getBytes(StandardCharsets.US_ASCII);
        As2Message good = As2Message.of(file, signer);
        Mdn receipt = send(http, "good@check", good);
        require(
                receipt.equals(new Mdn("good@check", "automatic-action/MDN-sent-automatically; processed", good.mic())),
                "the receipt is " + receipt);
        require(stored(file) == 1, "the file is not stored");
        Mdn refusal = send(http, "altered@check", good.altered());
        require(
                refusal.originalMessageId().equals("altered@check")
                        && refusal.disposition().endsWith("; processed/Error: integrity-check-failed"),
                "an altered signature is answered with " + refusal);
        require(stored(file) == 1, "what an altered signature came with is stored");
    }

    private Mdn send(HttpClient http, String id, As2Message message) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/as2"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(message.body()));
        for (String header : As2Message.headers(id)) {
            request.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        }
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        return Mdn.of(answer.headers().firstValue("Content-Type").orElse(""), answer.body(), receiver.certificate());
    }

    private long stored(byte[] file) throws IOException {
        long count = 0;
        Path expected = Files.write(folder.resolve("expected"), file);
        try (Stream<Path> received = Files.list(folder.resolve("received"))) {
            for (Path each : received.toList()) {
                if (Files.mismatch(each, expected) == -1) {
                    count++;
                }
            }
        }
        return count;
    }

    private void await() throws IOException, InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            if (Files.readString(folder.resolve("out")).contains("started")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the AS2 server did not come up: " + Files.readString(folder.resolve("out")));
    }

    private static byte[] sign(Identity identity, byte[] toBeSigned) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(identity.key());
        signature.update(toBeSigned);
        return signature.sign();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
