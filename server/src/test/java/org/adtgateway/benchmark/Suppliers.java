package org.adtgateway.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;

/** Parties with keys of their own, and the files that they sign, of which no two are the same. */
final class Suppliers {
    static final int COUNT = 64;

    private final Gateway gateway;
    private final List<FastSigner> signers = new ArrayList<>();
    private final List<SSLContext> contexts = new ArrayList<>();
    private final List<String> userIds = new ArrayList<>();
    private final AtomicLong serial = new AtomicLong();

    private Suppliers(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Makes their keys and certificates and registers them with a gateway that is prepared and has not started. */
    static Suppliers register(Gateway gateway) throws IOException, GeneralSecurityException {
        Suppliers suppliers = new Suppliers(gateway);
        StringBuilder registry = new StringBuilder("parties:\n");
        for (int i = 0; i < COUNT; i++) {
            String id = id(i);
            gateway.transportCa().issueClient(id).write(gateway.party(id), "transport", Gateway.PASSWORD);
            Identity signing = gateway.signingCa().issueSigner(id, KeyKind.P256);
            signing.write(gateway.party(id), "signing", Gateway.PASSWORD);
            suppliers.signers.add(new FastSigner(signing));
            suppliers.userIds.add(userId(i));
            suppliers.contexts.add(suppliers.context(i));
            registry.append("""
                      - id: %1$s
                        name: %1$s
                        roles: [SUPPLIER]
                        fileTypes: [ADT, EXIT_QUARANTINE]
                        userIds: [%2$s]
                        transportCertificates: [{ file: parties/%1$s/transport.pem }]
                        signingCertificates: [{ file: parties/%1$s/signing.pem }]
                    """.formatted(id, userId(i)));
        }
        Path file = Files.writeString(gateway.folder().resolve("suppliers.yml"), registry);
        Commands.Outcome outcome = Commands.run(
                Clock.systemUTC(), "parties", "import", gateway.configuration().toString(), file.toString(), "--apply");
        if (!outcome.succeeded()) {
            throw new IllegalStateException(outcome.text());
        }
        return suppliers;
    }

    static String id(int who) {
        return "supplier-" + who;
    }

    /** Of their transport certificates, in order. */
    List<SSLContext> contexts() {
        return contexts;
    }

    /** A new context of a supplier's transport certificate, which shares no session with another. */
    SSLContext context(int who) throws IOException, GeneralSecurityException {
        return context(
                gateway.party(id(who)).resolve("transport.p12"),
                gateway.folder().resolve("server-ca.pem"));
    }

    /** The submission of an ADT file of some 5 kB, signed, as a form. */
    byte[] submission(int who) {
        byte[] file = thresholds(who);
        return form(file, signers.get(who).sign(file)).bytes();
    }

    static Form form(byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", "ADT")
                .field("serviceRequestReference", "S1")
                .file("signature", "s.p7s", signature)
                .file("file", "f.csv", file);
    }

    /** An ADT file of some 5 kB. */
    byte[] thresholds(int who) {
        long number = serial.incrementAndGet();
        StringBuilder file = new StringBuilder(5_100)
                .append(
                        "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n");
        String[] variants = {"1.1.1", "4.10", "6.13", "8.1.1", "11.1", "14.1"};
        for (int row = 0; file.length() < 5_000; row++) {
            file.append(userIds.get(who))
                    .append(',')
                    .append(variants[row % variants.length])
                    .append(',')
                    .append(1 + row / variants.length)
                    .append(",50,")
                    .append(100 + number)
                    .append(",,,row ")
                    .append(row)
                    .append('\n');
        }
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** An Exit Quarantine file of 1,000,000 rows and some 66 MB; written to a folder, its signature beside it. */
    Quarantine quarantine(int who, Path folder) throws IOException {
        long number = serial.incrementAndGet();
        Path file = folder.resolve("large-" + number + ".csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\n");
            String before = number % 10 + "," + userId(who) + ":00-DB-12-34-56-78-90-A0:";
            for (int row = 1; row <= Quarantine.ROWS; row++) {
                out.write(before);
                out.write(Integer.toString(row));
                out.write(",DELETE,\n");
            }
        }
        return new Quarantine(file, Files.size(file), signers.get(who).sign(Files.readAllBytes(file)));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Quarantine(Path file, long size, byte[] signature) {
        static final int ROWS = 1_000_000;
    }

    static String userId(int who) {
        return String.format(Locale.ROOT, "70-B3-D5-1F-30-01-%02X-%02X", who >> 8, who & 0xFF);
    }

    private static SSLContext context(Path keys, Path authority) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            own.load(in, Gateway.PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, Gateway.PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
