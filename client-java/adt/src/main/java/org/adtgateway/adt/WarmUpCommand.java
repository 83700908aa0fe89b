package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.Identity;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.SubmissionRequest;
import picocli.CommandLine.Command;

/**
 * Loads the classes that the other commands need, for the launcher to keep them in an archive: it prints help, checks a
 * file offline, signs it, and submits it to a server in this process, which refuses it. Nothing leaves the machine.
 */
@Command(name = "warm-up", hidden = true, description = "Run by the launcher, once, to make later runs start quickly.")
final class WarmUpCommand implements Callable<Integer> {
    private static final char[] PASSWORD = "warm-up".toCharArray();
    private static final byte[] RESPONSE = response("""
            {"type":"urn:x","title":"x","status":422,"detail":"x","instance":"urn:x","code":"CONTENT_INVALID",\
            "category":"FORMAT","requestId":"x","violations":[{"line":2,"code":"x","message":"x","severity":"ERROR"}],\
            "totals":{"errors":1,"warnings":0,"byCode":[]}}""");
    private static final String FAULTY =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,"
                    + "EffectiveFrom,EffectiveTo,Comment\r\n70-B3-D5-1F-30-00-A0-01,4.9,24,1E3,,23/11/2026,,\r\n";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Adt adt;

    WarmUpCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() throws GeneralSecurityException, IOException {
        helpAndCheck();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        KeyPairFiles key = KeyPairFiles.create(KeysCommand.KeyType.P256, "CN=localhost");
        X509Certificate certificate = key.selfSigned();
        store.setKeyEntry("key", key.privateKey(), PASSWORD, new Certificate[] {certificate});
        Identity identity = Identity.keyStore(store, null, PASSWORD);
        try (SSLServerSocket server = server(store)) {
            Thread thread = new Thread(() -> respondOnce(server), "warm-up");
            thread.setDaemon(true);
            thread.start();
            try (AdtGatewayClient client = AdtGatewayClient.builder()
                    .address("https://localhost:" + server.getLocalPort())
                    .identity(identity)
                    .trust(List.of(certificate))
                    .retries(RetryPolicy.none())
                    .responseTimeout(TIMEOUT)
                    .build()) {
                client.submit(SubmissionRequest.of(FileType.ADT, new byte[1], "warm-up.csv")
                        .signedBy(FileSigner.of(identity)));
            } catch (AdtGatewayException e) {
                Console console = adt.console();
                ErrorReporter.report(e, console);
                console.line(GatewayJson.toPrettyJson(Objects.requireNonNull(e.problem())));
            }
        }
        return ExitCode.DONE.number();
    }

    private void helpAndCheck() throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Path file = Files.createTempFile("warm-up", ".csv");
        try {
            Files.writeString(file, FAULTY);
            String[][] runs = {{"--help"}, {"check", "--help"}, {"check", "--offline", file.toString()}};
            for (String[] run : runs) {
                Adt.run(run, adt.environment(), nowhere, nowhere, InputStream.nullInputStream(), true);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static SSLServerSocket server(KeyStore store) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void respondOnce(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept();
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            in.read(new byte[1024]);
            out.write(RESPONSE);
            out.flush();
            // until the client has sent everything
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the archive is then smaller, nothing else
            return;
        }
    }

    private static byte[] response(String problem) {
        return ("HTTP/1.1 422 x\r\nContent-Type: application/problem+json\r\nConnection: close\r\nContent-Length: "
                        + problem.length() + "\r\n\r\n" + problem)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
