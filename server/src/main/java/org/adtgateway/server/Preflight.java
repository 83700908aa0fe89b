package org.adtgateway.server;

import com.codahale.metrics.health.HealthCheck;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.trust.TrustConfiguration;
import org.jspecify.annotations.Nullable;

/** Opens what a configuration names, as the server does when it starts, and tells of each fault, not of the first only. */
final class Preflight {
    private final AdtGatewayConfiguration configuration;
    private final CommandOutput output;
    private final Clock clock;
    private int faults;

    Preflight(AdtGatewayConfiguration configuration, CommandOutput output, Clock clock) {
        this.configuration = configuration;
        this.output = output;
        this.clock = clock;
    }

    /** Opens one thing; returns what is known of it then. */
    private interface Opening {
        String open() throws Exception;
    }

    /** Returns how many faults there are; each is printed, and so is what is good. */
    int run() {
        for (ConnectorFactory each :
                ((DefaultServerFactory) configuration.getServerFactory()).getApplicationConnectors()) {
            HttpsConnectorFactory https = (HttpsConnectorFactory) each;
            open("key store of port " + https.getPort(), () -> keyStore(https));
            open("trust store of port " + https.getPort(), () -> trustStore(https));
        }
        ports();
        open("signing", () -> lists(CertificateValidator.Purpose.SIGNING, configuration.signing()));
        open("transport", () -> lists(CertificateValidator.Purpose.TRANSPORT, configuration.transport()));
        open(
                "receipts",
                () -> certificate(
                        new ReceiptIssuer(configuration.receipts(), CryptoProviders.ecdsa(), null).certificate()));
        warnOfSecrets("receipts", configuration.receipts().keyStore());
        open("file formats", this::fileFormats);
        open("temporary folder", () -> folder(configuration.temporaryFolder()));
        auditLogs().forEach(file -> open("audit log", () -> file(file)));
        open("database", this::database);
        return faults;
    }

    /** What was found of one thing. */
    private record Finding(
            String state, String what, @Nullable String text) {}

    private void found(String state, String what, @Nullable String text) {
        output.item("findings", new Finding(state, what, text), String.format("%-6s %s: %s", state, what, text));
    }

    private void open(String what, Opening opening) {
        try {
            found("ok", what, opening.open());
        } catch (Exception e) {
            faults++;
            found(
                    "FAULT",
                    what,
                    e instanceof NoSuchFileException ? "there is no file " + e.getMessage() : e.getMessage());
        }
    }

    private String keyStore(HttpsConnectorFactory https) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Connectors.chain(https);
        X509Certificate server = chain.get(0);
        String until = certificate(server);
        String what = "key store of port " + https.getPort();
        warnOfSecrets(what, Path.of(https.getKeyStorePath()));
        List<String> names = Connectors.names(server);
        if (names.isEmpty()) {
            found(
                    "WARN",
                    what,
                    "the certificate names no host (subjectAltName), so that clients refuse it. Have it issued with the name that they call");
        }
        // which clients need depends on the authorities that they know
        String authorities = chain.size() == 1
                ? "sent without authorities"
                : "sent with "
                        + chain.stream()
                                .skip(1)
                                .map(each -> each.getSubjectX500Principal().getName())
                                .collect(Collectors.joining(", "));
        return "for " + (names.isEmpty() ? "no host" : String.join(", ", names)) + "; " + authorities + "; " + until;
    }

    /** A port in use is no fault: the gateway may be running. */
    private void ports() {
        DefaultServerFactory server = (DefaultServerFactory) configuration.getServerFactory();
        Stream.concat(server.getApplicationConnectors().stream(), server.getAdminConnectors().stream())
                .filter(HttpConnectorFactory.class::isInstance)
                .map(HttpConnectorFactory.class::cast)
                .filter(connector -> connector.getPort() != 0)
                .forEach(connector -> {
                    try (ServerSocket socket = new ServerSocket()) {
                        socket.setReuseAddress(true);
                        socket.bind(
                                connector.getBindHost() == null
                                        ? new InetSocketAddress(connector.getPort())
                                        : new InetSocketAddress(connector.getBindHost(), connector.getPort()));
                        found("ok", "port " + connector.getPort(), "free");
                    } catch (IOException e) {
                        found(
                                "WARN",
                                "port " + connector.getPort(),
                                "cannot be used (" + e.getMessage() + "), which is right while the gateway runs here");
                    }
                });
    }

    private void warnOfSecrets(String what, @Nullable Path file) {
        try {
            if (file != null && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                found("WARN", what, "everyone on this machine can read " + file + ": chmod o= it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // that it cannot be opened is told already; elsewhere there are no such permissions
        }
    }

    private String trustStore(HttpsConnectorFactory https) {
        CertificateValidator transport = new CertificateValidator(
                CertificateValidator.Purpose.TRANSPORT,
                configuration.transport().pki(),
                clock);
        Connectors.requireAuthorities(https, transport, clock);
        return https.getTrustStorePath();
    }

    private String lists(CertificateValidator.Purpose purpose, TrustConfiguration trust) {
        return healthy(HealthChecks.lists(
                new CertificateValidator(purpose, trust.pki(), clock).revocation(), clock.instant()));
    }

    private String certificate(X509Certificate certificate) {
        return healthy(HealthChecks.certificate(certificate.getNotAfter().toInstant(), clock.instant()));
    }

    private static String healthy(HealthCheck.Result result) {
        if (!result.isHealthy()) {
            throw new OperatorException(result.getMessage());
        }
        return Objects.requireNonNullElse(result.getMessage(), "healthy");
    }

    private String fileFormats() {
        Path folder = configuration.fileFormats();
        if (folder == null) {
            return "the bundled ones";
        }
        FileFormats.from(folder);
        return folder.toString();
    }

    /** Returns the files that the configuration gives to the audit log. */
    private List<Path> auditLogs() {
        if (!(configuration.getLoggingFactory() instanceof DefaultLoggingFactory logging)) {
            return List.of();
        }
        JsonNode audit = logging.getLoggers().getOrDefault(AuditLog.NAME, MissingNode.getInstance());
        return audit.findValuesAsText("currentLogFilename").stream()
                .map(Path::of)
                .toList();
    }

    private static String file(Path file) {
        if (!Files.exists(file)) {
            folder(file.toAbsolutePath().getParent());
        } else if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
            throw new OperatorException(file + " is not a file that " + System.getProperty("user.name") + " can write");
        }
        return file.toString();
    }

    private static String folder(@Nullable Path folder) {
        Path existing = folder == null || Files.exists(folder)
                ? folder
                : folder.toAbsolutePath().getParent();
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new OperatorException(
                    folder + " is not a folder that " + System.getProperty("user.name") + " can write");
        }
        return existing.toString();
    }

    private String database() {
        Migrations.Status status = Migrations.of(configuration).status();
        if (!status.usable()) {
            throw new OperatorException(status.toString());
        }
        try (Connection connection =
                Databases.forMonitoring(configuration.database()).getConnection()) {
            DatabaseChecks checks = DatabaseChecks.of(connection, clock);
            checks.warnings().forEach(warning -> found("WARN", "database", warning));
            if (!checks.faults().isEmpty()) {
                throw new OperatorException(String.join("; ", checks.faults()));
            }
        } catch (SQLException e) {
            throw new OperatorException("the database does not respond: " + Databases.reason(e), e);
        }
        return status.toString();
    }
}
