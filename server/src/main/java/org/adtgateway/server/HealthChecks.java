package org.adtgateway.server;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.RevocationChecker;
import org.jdbi.v3.core.Jdbi;

/** What an operator is told on the admin port: unhealthy means that calls fail, or will fail soon, for a reason that someone can fix. */
final class HealthChecks {
    static final long MIN_FREE_BYTES = 256L * 1024 * 1024;
    private static final Duration EXPIRY_NOTICE = Duration.ofDays(14);

    private HealthChecks() {}

    static void register(
            Environment environment,
            Jdbi jdbi,
            String schemaVersion,
            Map<String, RevocationChecker> revocations,
            Map<String, Gauges.ServerCertificate> certificates,
            BackgroundTasks background,
            AuditLogFiles auditLog,
            Path temporaryFolder,
            Clock clock) {
        register(environment, "database", () -> database(jdbi));
        register(environment, "migrations", () -> schema(Migrations.version(jdbi), schemaVersion));
        revocations.forEach(
                (name, revocation) -> register(environment, name + "-crls", () -> lists(revocation, clock.instant())));
        certificates.forEach((name, certificate) -> register(
                environment,
                name + "-certificate",
                () -> certificate(certificate.current().getNotAfter().toInstant(), clock.instant())));
        register(environment, "background-tasks", () -> tasks(background));
        register(environment, "audit-log", () -> auditLog(auditLog));
        register(environment, "temporary-folder", () -> folder(temporaryFolder, MIN_FREE_BYTES));
    }

    static HealthCheck.Result database(Jdbi jdbi) {
        int one = jdbi.withHandle(
                handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
        return one == 1 ? HealthCheck.Result.healthy() : HealthCheck.Result.unhealthy("the database answers nonsense");
    }

    static HealthCheck.Result schema(String found, String known) {
        return found.equals(known)
                ? HealthCheck.Result.healthy("version " + found)
                : HealthCheck.Result.unhealthy("the schema has version " + found + ", this program knows " + known
                        + ": replace this node by one of the newer version");
    }

    static HealthCheck.Result certificate(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        return left.compareTo(EXPIRY_NOTICE) > 0
                ? HealthCheck.Result.healthy(left.toDays() + " days left")
                : HealthCheck.Result.unhealthy("ends at " + end);
    }

    static HealthCheck.Result tasks(BackgroundTasks background) {
        Map<String, String> failures = background.failures();
        return failures.isEmpty()
                ? HealthCheck.Result.healthy()
                : HealthCheck.Result.unhealthy("failed within the last minute: " + failures);
    }

    static HealthCheck.Result auditLog(AuditLogFiles files) {
        return files.fault().map(HealthCheck.Result::unhealthy).orElseGet(HealthCheck.Result::healthy);
    }

    static HealthCheck.Result folder(Path folder, long minFreeBytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        return free > minFreeBytes
                ? HealthCheck.Result.healthy(free / (1024 * 1024) + " MiB free")
                : HealthCheck.Result.unhealthy("only " + free + " bytes free in " + folder);
    }

    static HealthCheck.Result lists(RevocationChecker revocation, Instant now) {
        Collection<RevocationChecker.Held> lists = revocation.held();
        if (revocation.isConfigured() && lists.isEmpty()) {
            return HealthCheck.Result.unhealthy("none of the configured lists could be used");
        }
        String faults = Stream.concat(
                        lists.stream()
                                .filter(list -> now.isAfter(list.nextUpdate()))
                                .map(list -> list.issuer() + " ended at " + list.nextUpdate()),
                        revocation.withoutList().stream().map(issuer -> issuer + " is missing"))
                .collect(Collectors.joining("; "));
        return faults.isEmpty() ? HealthCheck.Result.healthy(ages(lists, now)) : HealthCheck.Result.unhealthy(faults);
    }

    private static String ages(Collection<RevocationChecker.Held> lists, Instant now) {
        return lists.size() + " lists"
                + lists.stream()
                        .map(list -> "; " + list.issuer() + " is "
                                + Duration.between(list.thisUpdate(), now).toHours() + " h old")
                        .collect(Collectors.joining());
    }

    private interface Check {
        HealthCheck.Result run() throws Exception;
    }

    private static void register(Environment environment, String name, Check check) {
        environment.healthChecks().register(name, new HealthCheck() {
            @Override
            protected Result check() throws Exception {
                return check.run();
            }
        });
    }
}
