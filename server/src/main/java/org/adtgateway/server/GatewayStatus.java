package org.adtgateway.server;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationChecker;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.evidence.Sequencer;
import org.adtgateway.server.identity.ExpiryWarningFilter;
import org.adtgateway.server.identity.RegistryStore;
import org.adtgateway.server.trust.TrustConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Collects what {@code status} shows. What cannot be determined is a fault with its reason, and the rest is shown all the same. */
final class GatewayStatus {
    private static final long MIB = 1024L * 1024;

    private final AdtGatewayConfiguration configuration;
    private final CommandOutput output;
    private final Clock clock;
    private final List<ListRow> lists = new ArrayList<>();
    private int faults;

    GatewayStatus(AdtGatewayConfiguration configuration, CommandOutput output, Clock clock) {
        this.configuration = configuration;
        this.output = output;
        this.clock = clock;
    }

    private interface Part {
        void show() throws Exception;
    }

    /** Returns how many faults there are; each is shown. */
    int show() {
        output.title("This program");
        output.fields("program", new Program(configuration.environment(), Version.current()));
        part("database", this::database);
        certificates();
        part("signing lists", () -> lists("signing", CertificateValidator.Purpose.SIGNING, configuration.signing()));
        part(
                "transport lists",
                () -> lists("transport", CertificateValidator.Purpose.TRANSPORT, configuration.transport()));
        output.title("Revocation lists");
        output.table("revocationLists", lists);
        part("disk", this::disk);
        return faults;
    }

    /**
     * What shows the status.
     *
     * @param environment as the configuration names it
     */
    private record Program(@Nullable String environment, String version) {}

    private void part(String what, Part part) {
        try {
            part.show();
        } catch (Exception e) {
            fault(what, String.valueOf(e.getMessage()));
        }
    }

    private record Fault(String what, String text) {}

    private void fault(String what, String text) {
        faults++;
        output.item("faults", new Fault(what, text), "FAULT  " + what + ": " + text);
    }

    private void require(String what, HealthCheck.Result result) {
        if (!result.isHealthy()) {
            fault(what, String.valueOf(result.getMessage()));
        }
    }

    private record Database(
            String server,
            String schema,
            String knownSchema,
            double feedLagSeconds,
            long auditEntries,
            long sizeMiB,
            int otherConnections) {}

    private record NodeRow(
            String version, String host, long process, Instant connectedSince, int connections, boolean feedLeader) {}

    /** A row of pg_stat_activity, summed up. */
    public record Connections(@Nullable String applicationName, Instant since, int count) {}

    private void database() throws Exception {
        Migrations.Status schema = Migrations.of(configuration).status();
        if (!schema.isCurrent()) {
            fault("schema", schema.toString());
        }
        Jdbi jdbi = Databases.jdbi(Databases.forMonitoring(configuration.database()));
        jdbi.useHandle(handle -> database(handle, schema));
        if (schema.isCurrent()) {
            endingCertificates(jdbi);
        }
    }

    private void database(Handle handle, Migrations.Status schema) {
        List<Connections> connections = handle.createQuery("""
                        select application_name, min(backend_start) as since, count(*) as count
                          from pg_stat_activity
                         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
                         group by application_name
                        """)
                .map(ConstructorMapper.of(Connections.class))
                .list();
        Optional<NodeName> leader = Sequencer.leader(handle).flatMap(NodeName::parse);
        List<NodeRow> nodes = new ArrayList<>();
        int others = 0;
        for (Connections each : connections) {
            Optional<NodeName> name =
                    Optional.ofNullable(each.applicationName()).flatMap(NodeName::parse);
            if (name.isPresent()) {
                NodeName node = name.get();
                nodes.add(new NodeRow(
                        node.version(), node.host(), node.process(), each.since(), each.count(), name.equals(leader)));
            } else {
                others += each.count();
            }
        }
        nodes.sort(Comparator.comparing(NodeRow::host).thenComparing(NodeRow::process));
        boolean migrated = schema.found() != null;
        output.title("Database");
        output.fields(
                "database",
                new Database(
                        handle.createQuery("show server_version")
                                .mapTo(String.class)
                                .one(),
                        Objects.requireNonNullElse(schema.found(), "none"),
                        schema.known(),
                        migrated ? Gauges.feedLagSeconds(handle) : 0,
                        migrated ? (long) Gauges.auditEntries(handle) : 0,
                        handle.createQuery("select pg_database_size(current_database())")
                                        .mapTo(Long.class)
                                        .one()
                                / MIB,
                        others));
        output.title("Nodes");
        output.table("nodes", nodes);
        if (nodes.isEmpty()) {
            fault("nodes", "no node of this version or later is connected to the database");
        }
    }

    private record CertificateRow(String what, Instant expires, long daysLeft, String subject) {}

    private CertificateRow row(String what, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        return new CertificateRow(
                what,
                end,
                Duration.between(clock.instant(), end).toDays(),
                certificate.getSubjectX500Principal().getName());
    }

    private void certificates() {
        List<CertificateRow> rows = new ArrayList<>();
        ((DefaultServerFactory) configuration.getServerFactory())
                .getApplicationConnectors().stream()
                        .map(HttpsConnectorFactory.class::cast)
                        .forEach(https -> part(
                                "server certificate of port " + https.getPort(),
                                () -> own(
                                        rows,
                                        "server, port " + https.getPort(),
                                        Connectors.chain(https).get(0))));
        part(
                "receipts",
                () -> own(
                        rows,
                        "receipts",
                        new ReceiptIssuer(configuration.receipts(), CryptoProviders.ecdsa(), null).certificate()));
        authorities(rows, "signing", configuration.signing());
        authorities(rows, "transport", configuration.transport());
        rows.sort(Comparator.comparing(CertificateRow::expires));
        output.title("Certificates");
        output.table("certificates", rows);
    }

    private void own(List<CertificateRow> rows, String what, X509Certificate certificate) {
        rows.add(row(what, certificate));
        require(
                what + " certificate",
                HealthChecks.certificate(certificate.getNotAfter().toInstant(), clock.instant()));
    }

    private void authorities(List<CertificateRow> rows, String purpose, TrustConfiguration trust) {
        Stream.concat(trust.anchors().stream(), trust.intermediates().stream())
                .forEach(file -> part(
                        purpose + " authority",
                        () -> CertificateLoader.read(file)
                                .forEach(certificate -> rows.add(row(purpose + " authority", certificate)))));
    }

    private void endingCertificates(Jdbi jdbi) {
        Instant limit = clock.instant().plus(ExpiryWarningFilter.WARNING_PERIOD);
        List<CertificateRow> ending = new RegistryStore(jdbi)
                .registeredCertificates().stream()
                        .filter(each ->
                                each.certificate().getNotAfter().toInstant().isBefore(limit))
                        .map(each -> row(each.partyId() + ", " + each.purpose(), each.certificate()))
                        .sorted(Comparator.comparing(CertificateRow::expires))
                        .toList();
        if (!ending.isEmpty()) {
            output.title("Certificates of Parties that end within 30 days, or have ended");
        }
        output.table("endingPartyCertificates", ending);
    }

    private record ListRow(String purpose, String issuer, Instant thisUpdate, Instant nextUpdate, boolean delta) {}

    private void lists(String name, CertificateValidator.Purpose purpose, TrustConfiguration trust) {
        RevocationChecker revocation = new CertificateValidator(purpose, trust.pki(), clock).revocation();
        revocation
                .held()
                .forEach(list -> lists.add(
                        new ListRow(name, list.issuer(), list.thisUpdate(), list.nextUpdate(), list.delta())));
        require(name + " lists", HealthChecks.lists(revocation, clock.instant()));
    }

    /**
     * Of this machine.
     *
     * @param temporaryFolder for uploads
     */
    private record Disk(Path temporaryFolder, long freeMiB) {}

    private void disk() throws IOException {
        Path folder = configuration.temporaryFolder();
        if (!Files.exists(folder)) {
            folder = Objects.requireNonNullElse(folder.toAbsolutePath().getParent(), folder);
        }
        output.title("Disk of this machine");
        output.fields("disk", new Disk(folder, Files.getFileStore(folder).getUsableSpace() / MIB));
        require("temporary folder", HealthChecks.folder(folder, HealthChecks.MIN_FREE_BYTES));
    }
}
