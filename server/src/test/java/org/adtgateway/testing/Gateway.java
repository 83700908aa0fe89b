package org.adtgateway.testing;

import io.dropwizard.core.Application;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.server.AdtGatewayConfiguration;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway with real mutual TLS, a PKI of its own, and Parties registered by the operator's own command. The tests and the sandbox run
 * the same one.
 *
 * <p>Parties: northern-power (User IDs …A0-01 and …A0-02, signs with P-256), western-gas (…B0-01, RSA-2048), dcc (the operator).
 */
public final class Gateway implements AutoCloseable {
    /** Of every PKCS#12 file here. */
    public static final String PASSWORD = "sandbox";

    private static final List<String> NORTHERN_USER_IDS = List.of("70-B3-D5-1F-30-00-A0-01", "70-B3-D5-1F-30-00-A0-02");
    private static final List<String> WESTERN_USER_IDS = List.of("70-B3-D5-1F-30-00-B0-01");

    private final Path folder;
    private final int port;
    private final int adminPort;
    private final Authorities authorities;
    private final String configuration;
    private @Nullable DropwizardTestSupport<AdtGatewayConfiguration> server;

    private Gateway(Path folder, int port, int adminPort, Authorities authorities, String configuration) {
        this.folder = folder;
        this.port = port;
        this.adminPort = adminPort;
        this.authorities = authorities;
        this.configuration = configuration;
    }

    private record Authorities(
            Authority transport, Authority signingRoot, Authority signing, Authority server, Authority receipts) {
        /** Reads those that {@link #writeTo} has written. */
        static Authorities readFrom(Path folder) {
            return new Authorities(
                    Authority.read(folder.resolve("transport.p12"), PASSWORD),
                    Authority.read(folder.resolve("signing-root.p12"), PASSWORD),
                    Authority.read(folder.resolve("signing.p12"), PASSWORD),
                    Authority.read(folder.resolve("server.p12"), PASSWORD),
                    Authority.read(folder.resolve("receipts.p12"), PASSWORD));
        }

        void writeTo(Path folder) throws IOException {
            Files.createDirectories(folder);
            transport.write(folder.resolve("transport.p12"), PASSWORD);
            signingRoot.write(folder.resolve("signing-root.p12"), PASSWORD);
            signing.write(folder.resolve("signing.p12"), PASSWORD);
            server.write(folder.resolve("server.p12"), PASSWORD);
            receipts.write(folder.resolve("receipts.p12"), PASSWORD);
        }

        static Authorities create() {
            Authority signingRoot = Pki.root("Sandbox File Signing Root");
            return new Authorities(
                    Pki.root("Sandbox Transport CA"),
                    signingRoot,
                    signingRoot.issueAuthority("Sandbox File Signing CA"),
                    Pki.root("Sandbox Server CA"),
                    Pki.root("Sandbox Receipt CA"));
        }
    }

    /** Where and how it runs. */
    public record Settings(
            Path folder,
            String bindHost,
            int port,
            int adminPort,
            String databaseUrl,
            String databaseUser,
            Clock clock,
            String log,
            String extra) {
        private static final String CONSOLE = """
                  level: WARN
                  appenders:
                    - type: console
                      logFormat: "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n%rEx"
                """;
        private static final String FILE = """
                  level: INFO
                  appenders:
                    - type: file
                      currentLogFilename: FOLDER/server/server.log
                      archive: false
                """;

        /** On free ports, in a folder, on a database; by the system's clock. */
        public static Settings of(Path folder, EmbeddedDatabase database) {
            return of(folder, database.url(), database.user());
        }

        /** On free ports, in a folder, on any database; by the system's clock. */
        public static Settings of(Path folder, String databaseUrl, String databaseUser) {
            return new Settings(folder, "127.0.0.1", 0, 0, databaseUrl, databaseUser, Clock.systemUTC(), CONSOLE, "");
        }

        public Settings with(Clock clock) {
            return new Settings(folder, bindHost, port, adminPort, databaseUrl, databaseUser, clock, log, extra);
        }

        public Settings with(int port, int adminPort) {
            return new Settings(folder, bindHost, port, adminPort, databaseUrl, databaseUser, clock, log, extra);
        }

        /** On another address than that of this machine alone. */
        public Settings boundTo(String host) {
            return new Settings(folder, host, port, adminPort, databaseUrl, databaseUser, clock, log, extra);
        }

        /** Logs to server/server.log instead of the console. */
        public Settings withLogFile() {
            String file = FILE.replace("FOLDER", folder.toAbsolutePath().toString());
            return new Settings(folder, bindHost, port, adminPort, databaseUrl, databaseUser, clock, file, extra);
        }

        /** With other settings below {@code logging}. */
        public Settings withLog(String settings) {
            return new Settings(folder, bindHost, port, adminPort, databaseUrl, databaseUser, clock, settings, extra);
        }

        /** With further lines of configuration. */
        public Settings with(String extra) {
            return new Settings(folder, bindHost, port, adminPort, databaseUrl, databaseUser, clock, log, extra);
        }
    }

    /** Makes the PKI, registers the Parties, starts the server in this JVM. */
    public static Gateway start(Settings settings) {
        Gateway gateway = prepare(settings);
        try {
            gateway.server = application(gateway.configuration(), settings.clock());
            gateway.server.before();
            return gateway;
        } catch (Exception e) {
            throw new IllegalStateException("the gateway did not start", e);
        }
    }

    /** Makes the PKI and the configuration, and leaves the database alone. */
    public static Gateway prepareFiles(Settings settings) {
        Gateway gateway = new Gateway(
                settings.folder(), settings.port(), settings.adminPort(), Authorities.create(), "configuration.yml");
        try {
            gateway.makeFiles();
            gateway.writeConfiguration(settings);
            return gateway;
        } catch (IOException e) {
            throw new IllegalStateException("the gateway cannot be set up", e);
        }
    }

    /** Makes the PKI and registers the Parties; the server is someone else's to start, on the ports of the settings. */
    public static Gateway prepare(Settings settings) {
        Gateway gateway = prepareFiles(settings);
        try {
            Path configuration = gateway.configuration();
            new AdtGatewayApplication().run("db", "migrate", configuration.toString());
            // ten days ago, when the certificate that has expired since could still be registered
            new AdtGatewayApplication(Clock.offset(Clock.systemUTC(), Duration.ofDays(-10)))
                    .run("parties", "import", configuration.toString(), registryFile(settings.folder()), "--apply");
            gateway.revokeWhatIsToBeRevoked();
            return gateway;
        } catch (Exception e) {
            throw new IllegalStateException("the gateway cannot be set up", e);
        }
    }

    /** Keeps the keys of the authorities too, so that {@link #resume} can go on. */
    public void keepAuthorities() throws IOException {
        authorities.writeTo(authoritiesIn(folder));
    }

    /** Starts a gateway again that was left in the folder of the settings with its authorities, on its database; ports may be others. */
    public static Gateway resume(Settings settings) {
        Gateway gateway = new Gateway(
                settings.folder(),
                settings.port(),
                settings.adminPort(),
                Authorities.readFrom(authoritiesIn(settings.folder())),
                "configuration.yml");
        try {
            gateway.renewRevocationLists();
            gateway.writeConfiguration(settings);
            gateway.server = application(gateway.configuration(), settings.clock());
            gateway.server.before();
            return gateway;
        } catch (Exception e) {
            throw new IllegalStateException("the gateway did not start", e);
        }
    }

    private static Path authoritiesIn(Path folder) {
        return folder.resolve("server/authorities");
    }

    /** Publishes all revocation lists again, as each ends after a week; the same certificate stays revoked. */
    public void renewRevocationLists() throws IOException {
        writeOtherRevocationLists();
        revokeWhatIsToBeRevoked();
    }

    /** Once it has been registered. */
    private void revokeWhatIsToBeRevoked() throws IOException {
        revoke(CertificateLoader.read(party("northern-power").resolve("signing-revoked.pem"))
                .get(0));
    }

    private void writeOtherRevocationLists() throws IOException {
        Path lists = folder.resolve("server/crls");
        authorities.signingRoot().writeCrl(lists.resolve("signing-root.crl"));
        authorities.transport().writeCrl(lists.resolve("transport-ca.crl"));
    }

    /** A second node with the same keys, Parties and database, on ports of its own. */
    public Gateway anotherNode(int port, int adminPort) {
        try {
            Gateway node = new Gateway(folder, port, adminPort, authorities, "node-" + port + ".yml");
            Files.writeString(
                    node.configuration(),
                    Files.readString(configuration())
                            .replaceFirst("port: " + this.port, "port: " + port)
                            .replaceFirst(
                                    "port: " + this.adminPort + "\n  requestLog",
                                    "port: " + adminPort + "\n  requestLog"));
            return node;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #anotherNode}, on free ports and running in this JVM. */
    public Gateway startAnotherNode() {
        return startAnotherNode("");
    }

    /** As {@link #startAnotherNode()}, with further lines of configuration. */
    public Gateway startAnotherNode(String extra) {
        Gateway node = anotherNode(0, 0);
        try {
            Files.writeString(node.configuration(), extra, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return node.startHere();
    }

    /** Starts one that was only prepared, in this JVM. */
    public Gateway startHere() {
        try {
            server = application(configuration(), Clock.systemUTC());
            server.before();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException("the node did not start", e);
        }
    }

    /** The file by which the server is started. */
    public Path configuration() {
        return folder.resolve("server/" + configuration);
    }

    private static String registryFile(Path folder) {
        return folder.resolve("server/parties.yml").toString();
    }

    private static DropwizardTestSupport<AdtGatewayConfiguration> application(Path configuration, Clock clock) {
        return new DropwizardTestSupport<>(AdtGatewayApplication.class, configuration.toString()) {
            @Override
            public Application<AdtGatewayConfiguration> newApplication() {
                return new AdtGatewayApplication(clock);
            }
        };
    }

    private void makeFiles() throws IOException {
        Files.createDirectories(folder.resolve("server/crls"));
        Pki.writePem(
                folder.resolve("server-ca.pem"), List.of(authorities.server().certificate()));
        Pki.writePem(
                folder.resolve("receipt-ca.pem"), List.of(authorities.receipts().certificate()));
        Pki.writePem(
                folder.resolve("signer-ca.pem"),
                List.of(
                        authorities.signing().certificate(),
                        authorities.signingRoot().certificate()));
        Path own = folder.resolve("server");
        Pki.writePem(
                own.resolve("signing-root.pem"),
                List.of(authorities.signingRoot().certificate()));
        Pki.writePem(
                own.resolve("signing-ca.pem"), List.of(authorities.signing().certificate()));
        Pki.writePem(
                own.resolve("transport-ca.pem"), List.of(authorities.transport().certificate()));
        Pki.writeTrustStore(
                own.resolve("transport-trust.p12"),
                PASSWORD,
                authorities.transport().certificate());
        authorities.server().issueServer("localhost").writePkcs12(own.resolve("server.p12"), "server", PASSWORD);
        authorities
                .receipts()
                .issueSigner("Sandbox Receipts", KeyKind.P256)
                .writePkcs12(own.resolve("receipts.p12"), "receipts", PASSWORD);

        supplier("northern-power", KeyKind.P256);
        supplier("western-gas", KeyKind.RSA2048);
        authorities.transport().issueClient("DCC tooling").write(party("dcc"), "transport", PASSWORD);
        authorities.transport().issueClient("Stranger").write(party("stranger"), "transport", PASSWORD);

        Instant now = Instant.now();
        authorities
                .signing()
                .issue(new Leaf("northern power file signing (expired)")
                        .usage(org.bouncycastle.asn1.x509.KeyUsage.digitalSignature)
                        .valid(now.minus(Duration.ofDays(400)), now.minus(Duration.ofDays(1))))
                .write(party("northern-power"), "signing-expired", PASSWORD);
        authorities
                .signing()
                .issueSigner("northern power file signing (revoked)", KeyKind.P256)
                .write(party("northern-power"), "signing-revoked", PASSWORD);
        authorities
                .signing()
                .issueSigner("northern power file signing (unregistered)", KeyKind.P256)
                .write(party("northern-power"), "signing-unregistered", PASSWORD);
        writeOtherRevocationLists();
        revoke();
        Files.writeString(own.resolve("parties.yml"), registry());
    }

    private void supplier(String id, KeyKind signingKey) throws IOException {
        String name = id.replace('-', ' ');
        authorities.transport().issueClient(name + " system").write(party(id), "transport", PASSWORD);
        authorities.signing().issueSigner(name + " file signing", signingKey).write(party(id), "signing", PASSWORD);
    }

    private static String registry() {
        return """
                parties:
                  - id: northern-power
                    name: Northern Power
                    roles: [SUPPLIER]
                    fileTypes: [ADT, EXIT_QUARANTINE]
                    userIds: [%s]
                    transportCertificates:
                      - file: ../parties/northern-power/transport.pem
                    signingCertificates:
                      - file: ../parties/northern-power/signing.pem
                      - file: ../parties/northern-power/signing-expired.pem
                      - file: ../parties/northern-power/signing-revoked.pem
                  - id: western-gas
                    name: Western Gas
                    roles: [SUPPLIER]
                    fileTypes: [ADT, EXIT_QUARANTINE]
                    userIds: [%s]
                    transportCertificates:
                      - file: ../parties/western-gas/transport.pem
                    signingCertificates:
                      - file: ../parties/western-gas/signing.pem
                  - id: dcc
                    name: DCC
                    roles: [OPERATOR]
                    transportCertificates:
                      - file: ../parties/dcc/transport.pem
                """.formatted(String.join(", ", NORTHERN_USER_IDS), String.join(", ", WESTERN_USER_IDS));
    }

    private Path writeConfiguration(Settings settings) throws IOException {
        Path own = folder.resolve("server");
        Path configuration = configuration();
        Files.writeString(configuration, """
                server:
                  applicationConnectors:
                    - type: https
                      port: %1$d
                      bindHost: %9$s
                      keyStorePath: %2$s/server.p12
                      keyStorePassword: %3$s
                      keyStoreType: PKCS12
                      trustStorePath: %2$s/transport-trust.p12
                      trustStorePassword: %3$s
                      trustStoreType: PKCS12
                      needClientAuth: true
                      supportedProtocols: [TLSv1.3, TLSv1.2]
                      disableSniHostCheck: true
                      idleTimeout: 75s
                  adminConnectors:
                    - type: http
                      bindHost: %9$s
                      port: %4$d
                  requestLog:
                    appenders: []
                logging:
                %8$s
                database:
                  driverClass: org.postgresql.Driver
                  url: %5$s
                  user: %6$s
                  validationQuery: select 1
                  initialSize: 2
                  minSize: 2
                  maxSize: 32
                  maxWaitForConnection: 3s
                signing:
                  anchors: [%2$s/signing-root.pem]
                  intermediates: [%2$s/signing-ca.pem]
                  crls: [%2$s/crls]
                  crlRefresh: 1s
                transport:
                  anchors: [%2$s/transport-ca.pem]
                  crls: [%2$s/crls]
                  crlRefresh: 1s
                receipts:
                  keyStore: %2$s/receipts.p12
                  password: %3$s
                registryRefresh: 200ms
                temporaryFolder: %2$s/uploads
                %7$s
                """.formatted(
                        settings.port(),
                        own.toAbsolutePath(),
                        PASSWORD,
                        settings.adminPort(),
                        settings.databaseUrl(),
                        settings.databaseUser(),
                        settings.extra(),
                        settings.log(),
                        settings.bindHost()));
        return configuration;
    }

    /** The folder of a Party's keys and certificates. */
    public Path party(String id) {
        return folder.resolve("parties").resolve(id);
    }

    /** Where everything lies. */
    public Path folder() {
        return folder;
    }

    /** The base address of the API. */
    public String url() {
        return "https://localhost:" + (server == null ? port : server.getLocalPort());
    }

    /** The base address of health and metrics. */
    public String adminUrl() {
        return "http://localhost:" + (server == null ? adminPort : server.getAdminPort());
    }

    /** The SDK with a Party's transport certificate. */
    public AdtGatewayClient client(String party) {
        return client(party, RetryPolicy.standard(), url());
    }

    /** As {@link #client(String)}, with a patience of the caller's choice. */
    public AdtGatewayClient client(String party, RetryPolicy retries) {
        return client(party, retries, url());
    }

    /** As {@link #client(String)}, for several addresses of the gateway. */
    public AdtGatewayClient client(String party, RetryPolicy retries, String... addresses) {
        return AdtGatewayClient.builder()
                .address(Arrays.stream(addresses).map(URI::create).toArray(URI[]::new))
                .retries(retries)
                .identity(org.adtgateway.client.Identity.pkcs12(
                        party(party).resolve("transport.p12"), PASSWORD.toCharArray()))
                .trust(folder.resolve("server-ca.pem"))
                .receiptTrust(folder.resolve("receipt-ca.pem"))
                .build();
    }

    /** One of a Party's signing keys, such as "signing" or "signing-revoked". */
    public FileSigner signer(String party, String name) {
        return FileSigner.of(
                org.adtgateway.client.Identity.pkcs12(party(party).resolve(name + ".p12"), PASSWORD.toCharArray()));
    }

    /** The authority of the suppliers' signing certificates. */
    public Authority signingCa() {
        return authorities.signing();
    }

    /** The authority of the server's own certificate. */
    public Authority serverCa() {
        return authorities.server();
    }

    /** The authority of the client certificates. */
    public Authority transportCa() {
        return authorities.transport();
    }

    /** Publishes a new revocation list of the signing authority; taken up at the next refresh. */
    public void revoke(X509Certificate... certificates) throws IOException {
        authorities.signing().writeCrl(folder.resolve("server/crls/signing-ca.crl"), certificates);
    }

    @Override
    public void close() {
        if (server != null) {
            server.after();
        }
    }
}
