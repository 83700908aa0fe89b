package org.adtgateway.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationChecker;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.Sequencer;
import org.adtgateway.server.identity.ExpiryWarningFilter;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.longpoll.LongPollRegistry;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.metrics.Metrics.GaugeOf;
import org.adtgateway.server.submission.Deadlines;
import org.adtgateway.server.submission.SubmissionWriter;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What is asked for when metrics are fetched: the state of the node, not what has happened. */
final class Gauges {
    private Gauges() {}

    /** What only the database knows: read by one connection for all, and none of them takes long, however much is stored. */
    static void ofDatabase(Metrics metrics, Jdbi jdbi, Clock clock) {
        List<String> typeAndState = List.of("file_type", "state");
        metrics.gauges(
                jdbi::open,
                List.of(
                        new GaugeOf<>(
                                "feed_lag_seconds",
                                "Age of the oldest event that has no place in the feed yet.",
                                (handle, sink) -> sink.value(feedLagSeconds(handle)),
                                List.of()),
                        new GaugeOf<>(
                                "open_submissions",
                                "Submissions that wait for the DCC, counted up to 100,000.",
                                (handle, sink) -> forEachOpen((type, status) ->
                                        sink.value(openSubmissions(handle, type, status), type.name(), status.name())),
                                typeAndState),
                        new GaugeOf<>(
                                "oldest_open_submission_age_seconds",
                                "Since the oldest submission that waits for the DCC was received; 0 where none waits.",
                                (handle, sink) -> forEachOpen((type, status) -> sink.value(
                                        oldestAgeSeconds(handle, type, status, clock), type.name(), status.name())),
                                typeAndState),
                        new GaugeOf<>(
                                "files_without_request_ids",
                                "Exit Quarantine files that no Request ID finds yet, counted up to 100,000.",
                                (handle, sink) -> sink.value(filesWithoutRequestIds(handle)),
                                List.of()),
                        // as the last vacuum or analyze left it: a count would read the whole table
                        new GaugeOf<>(
                                "audit_entries",
                                "Entries of the table audit, by the estimate of PostgreSQL.",
                                (handle, sink) -> sink.value(auditEntries(handle)),
                                List.of())));
    }

    static void ofEvents(Metrics metrics, Sequencer sequencer, LongPollRegistry waiters) {
        metrics.gauge(
                "feed_leader", "1 where this node gives events their places.", () -> sequencer.isLeading() ? 1 : 0);
        metrics.gauge("waiting_calls", "Calls that wait (Prefer: wait).", waiters::count);
    }

    static double feedLagSeconds(Handle handle) {
        return handle.createQuery(
                        "select coalesce(extract(epoch from now() - min(occurred_at)), 0) from event where feed_index is null")
                .mapTo(Double.class)
                .one();
    }

    /** Each type in each state is an order of its own in the index. */
    private static double openSubmissions(Handle handle, FileType type, SubmissionStatus status) {
        return handle.createQuery("""
                        select count(*)
                          from (select from submission
                                 where file_type = :type and status = :status limit 100000) as counted
                        """)
                .bind("type", type.name())
                .bind("status", status.name())
                .mapTo(Double.class)
                .one();
    }

    private static double oldestAgeSeconds(Handle handle, FileType type, SubmissionStatus status, Clock clock) {
        return handle.createQuery("""
                        select received_at from submission where file_type = :type and status = :status
                         order by received_at, id limit 1
                        """)
                .bind("type", type.name())
                .bind("status", status.name())
                .mapTo(Instant.class)
                .findOne()
                .map(oldest -> seconds(oldest, clock.instant()))
                .orElse(0.0);
    }

    private static double filesWithoutRequestIds(Handle handle) {
        return handle.createQuery("""
                        select count(*)
                          from (select from submission
                                 where file_type = 'EXIT_QUARANTINE' and not requests_indexed
                                   and content_purged_at is null
                                 limit 100000) as counted
                        """).mapTo(Double.class).one();
    }

    static void ofDeadlines(Metrics metrics, Deadlines deadlines) {
        metrics.gauges(
                "decide_within_seconds",
                "How long the DCC gives itself to decide a submission (decideWithin).",
                sink -> {
                    for (FileType type : FileType.values()) {
                        deadlines.within(type).ifPresent(time -> sink.value((double) time.toSeconds(), type.name()));
                    }
                },
                "file_type");
    }

    private static void forEachOpen(BiConsumer<FileType, SubmissionStatus> action) {
        for (FileType type : FileType.values()) {
            Arrays.stream(SubmissionStatus.values())
                    .filter(Deadlines::isOpen)
                    .forEach(status -> action.accept(type, status));
        }
    }

    static void ofTrust(Metrics metrics, Map<String, RevocationChecker> revocations, Clock clock) {
        metrics.gauges(
                "crl_age_seconds",
                "Since thisUpdate of each revocation list that is held.",
                sink -> revocations.forEach((purpose, revocation) -> revocation
                        .held()
                        .forEach(list -> sink.value(
                                seconds(list.thisUpdate(), clock.instant()),
                                purpose,
                                list.issuer(),
                                String.valueOf(list.delta())))),
                "purpose",
                "issuer",
                "delta");
        metrics.gauges(
                "crl_remaining_seconds",
                "Until nextUpdate of each revocation list that is held; negative when it has ended.",
                sink -> revocations.forEach((purpose, revocation) -> revocation
                        .held()
                        .forEach(list -> sink.value(
                                seconds(clock.instant(), list.nextUpdate()),
                                purpose,
                                list.issuer(),
                                String.valueOf(list.delta())))),
                "purpose",
                "issuer",
                "delta");
        metrics.gauges(
                "crls_missing",
                "Authorities of whom no revocation list is held.",
                sink -> revocations.forEach((purpose, revocation) ->
                        sink.value(revocation.withoutList().size(), purpose)),
                "purpose");
    }

    static void ofAuthorities(Metrics metrics, Map<String, CertificateValidator> validators) {
        metrics.gauges(
                "authorities_left_out",
                "Configured authorities that are too weak, or for another purpose, and so count for nothing.",
                sink -> validators.forEach((purpose, validator) ->
                        sink.value(validator.authoritiesLeftOut().size(), purpose)),
                "purpose");
    }

    static void ofCertificates(
            Metrics metrics, Map<String, ServerCertificate> certificates, PartyDirectory directory, Clock clock) {
        metrics.gauges(
                "certificate_remaining_seconds",
                "Until the gateway's own certificates end.",
                sink -> {
                    for (Map.Entry<String, ServerCertificate> each : certificates.entrySet()) {
                        sink.value(
                                seconds(
                                        clock.instant(),
                                        each.getValue().current().getNotAfter().toInstant()),
                                each.getKey());
                    }
                },
                "certificate");
        metrics.gauge(
                "party_certificates_ending",
                "Registered certificates that expire within 30 days, or have expired.",
                () -> {
                    AtomicInteger ending = new AtomicInteger();
                    Instant limit = clock.instant().plus(ExpiryWarningFilter.WARNING_PERIOD);
                    directory.forEachCertificate(each -> {
                        if (each.certificate().getNotAfter().toInstant().isBefore(limit)) {
                            ending.incrementAndGet();
                        }
                    });
                    return ending.get();
                });
    }

    static void ofTasks(Metrics metrics, BackgroundTasks background) {
        metrics.gauges(
                "background_task_failing",
                "1 where a background task failed within the last minute.",
                sink -> {
                    Map<String, String> failures = background.failures();
                    background.names().forEach(name -> sink.value(failures.containsKey(name) ? 1 : 0, name));
                },
                "task");
    }

    static void ofWork(Metrics metrics, Supplier<@Nullable Server> server, SubmissionWriter writer) {
        metrics.gauges(
                "http_threads",
                "Threads that serve calls.",
                sink -> {
                    QueuedThreadPool threads = threads(server);
                    sink.value(threads.getBusyThreads(), "busy");
                    sink.value(threads.getIdleThreads(), "idle");
                },
                "state");
        metrics.gauge(
                "http_threads_max",
                "Threads that may serve calls.",
                () -> threads(server).getMaxThreads());
        metrics.gauge("submissions_queued", "Submissions that wait for the next group commit.", writer::queued);
    }

    private static QueuedThreadPool threads(Supplier<@Nullable Server> server) {
        return (QueuedThreadPool) Objects.requireNonNull(server.get(), "the server has not started")
                .getThreadPool();
    }

    static void ofAudit(Metrics metrics, AuditLogFiles auditLog) {
        metrics.gauge(
                "audit_log_failing",
                "1 where the audit log cannot be written.",
                () -> auditLog.fault().isPresent() ? 1 : 0);
    }

    static double auditEntries(Handle handle) {
        return handle.createQuery("select greatest(reltuples, 0) from pg_class where oid = 'audit'::regclass")
                .mapTo(Double.class)
                .one();
    }

    static void ofMachine(Metrics metrics, DataSourceProxy database, Path temporaryFolder) {
        metrics.gauges(
                "database_connections",
                "Connections of the pool.",
                sink -> {
                    sink.value(database.getActive(), "active");
                    sink.value(database.getIdle(), "idle");
                },
                "state");
        metrics.gauge("database_connections_max", "Connections that the pool may have.", database::getMaxActive);
        metrics.gauge("database_callers_waiting", "Calls that wait for a connection.", database::getWaitCount);
        metrics.gauges(
                "temporary_folder_free_bytes",
                "Room for uploads.",
                sink -> sink.value((double) Files.getFileStore(temporaryFolder).getUsableSpace()));
    }

    /** A certificate of the gateway as it is now: its file may have been replaced. */
    interface ServerCertificate {
        X509Certificate current() throws Exception;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
