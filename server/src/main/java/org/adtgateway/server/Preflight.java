package org.adtgateway.server;

import com.codahale.metrics.health.HealthCheck;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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
        open("signing", () -> lists(CertificateValidator.Purpose.SIGNING, configuration.signing()));
        open("transport", () -> lists(CertificateValidator.Purpose.TRANSPORT, configuration.transport()));
        open(
                "receipts",
                () -> certificate(
                        new ReceiptIssuer(configuration.receipts(), CryptoProviders.ecdsa(), null).certificate()));
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
        return certificate(Connectors.certificate(https));
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
        warnUnlessDurable();
        return status.toString();
    }

    /** A 201 says that a file is on disk. */
    private void warnUnlessDurable() {
        try (Connection connection =
                        Databases.forMonitoring(configuration.database()).getConnection();
                Statement statement = connection.createStatement();
                ResultSet off = statement.executeQuery(
                        "select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'")) {
            while (off.next()) {
                found(
                        "WARN",
                        "database",
                        off.getString(1) + " is off, so that an acknowledged file may be lost with the machine");
            }
        } catch (SQLException e) {
            throw new OperatorException("the database does not respond: " + e.getMessage(), e);
        }
    }
}
