package org.adtgateway.adt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.adtgateway.client.TestGateway;
import org.adtgateway.client.TestPki;

/** A folder with keys and a configuration file, a gateway to talk to, and the command run as in a shell. */
final class CommandLineFixture implements AutoCloseable {
    final TestPki serverPki = new TestPki("Server CA");
    final TestPki clientPki = new TestPki("Client CA");
    final TestPki receiptPki = new TestPki("Receipt CA");
    final TestPki.Holder receipts = receiptPki.issue("receipts");
    final TestGateway gateway = new TestGateway(serverPki, clientPki);
    final Path folder;
    final Map<String, String> environment = new TreeMap<>();
    String input = "";

    /** What the command did. */
    record Ran(int status, String out, String err) {}

    CommandLineFixture(Path folder) throws IOException {
        this.folder = folder;
        clientPki.issue("northern-power").writePkcs12(folder.resolve("transport.p12"));
        clientPki.issue("northern-power signing").writePkcs12(folder.resolve("signing.p12"));
        serverPki.writeRoot(folder.resolve("server-ca.pem"));
        receiptPki.writeRoot(folder.resolve("receipt-ca.pem"));
        clientPki.writeRoot(folder.resolve("client-ca.pem"));
        Files.writeString(folder.resolve("password.txt"), new String(TestPki.PASSWORD) + "\n");
        Path config = Files.writeString(folder.resolve("adt.properties"), """
                address = %s
                identity = transport.p12
                identity-password-file = password.txt
                trust = server-ca.pem
                receipt-trust = receipt-ca.pem
                signing = signing.p12
                signing-password-file = password.txt
                signer-trust = client-ca.pem
                """.formatted(gateway.address()));
        environment.put("ADT_CONFIG", config.toString());
        environment.put("HOME", folder.toString());
    }

    Ran run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int status = Adt.run(
                texts,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                false);
        return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
