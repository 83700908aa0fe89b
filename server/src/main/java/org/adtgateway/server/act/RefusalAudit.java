package org.adtgateway.server.act;

import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.adtgateway.api.AuditKind;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.metrics.Repetitions;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves an audit entry of each refused act: who, when, digests, code; never content. Of equal ones within a window only the first has an entry of
 * its own, and so have at most {@value #MAX_KINDS} different ones of a Party; the rest is summed up when the window ends. The log has all.
 */
public final class RefusalAudit {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);

    /** Different refusals of one Party that have an entry of their own in one window. */
    static final int MAX_KINDS = 1000;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Map<String, Repetitions<Kind, AuditDao.Entry>> windows = new ConcurrentHashMap<>();

    /** Says what was refused, without its content: SHA-256 digests. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Digests(String fileType, byte[] file, byte @Nullable [] signature) {}

    /** What makes two refusals of a Party equal: the code and the file, or where none was read the detail. */
    private record Kind(String code, String what) {}

    public RefusalAudit(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Runs a step that comes before a form has been read. */
    public <T> T auditing(Caller caller, Supplier<T> step) {
        return auditing(caller, () -> null, step);
    }

    /** Runs a step; where it refuses the act, writes an audit entry before it passes the refusal on. */
    public <T> T auditing(Caller caller, Supplier<@Nullable Digests> digests, Supplier<T> step) {
        try {
            return step.get();
        } catch (ProblemException refusal) {
            if (refusal.code().status() < 500) {
                write(caller, digests.get(), refusal);
            }
            throw refusal;
        }
    }

    private void write(Caller caller, @Nullable Digests digests, ProblemException refusal) {
        AuditDao.Entry entry = new AuditDao.Entry(
                clock.instant(),
                AuditKind.REFUSED,
                caller.party().id(),
                caller.party().id(),
                caller.certificate().sha256(),
                RequestIdFilter.current(),
                refusal.code().name(),
                refusal.detail(),
                null,
                digests == null ? null : digests.fileType(),
                digests == null ? null : digests.file(),
                digests == null ? null : digests.signature());
        AuditLog.refused(entry);
        Kind kind = new Kind(
                refusal.code().name(),
                digests == null ? refusal.detail() : HexFormat.of().formatHex(digests.file()));
        if (windows.computeIfAbsent(caller.party().id(), party -> new Repetitions<>(MAX_KINDS))
                .isFirst(kind, entry)) {
            append(entry);
        }
    }

    /** Ends the window: what was refused again in it is written down, a row for each kind. */
    public void endWindow() {
        windows.values().stream()
                .flatMap(window -> window.end().stream())
                .map(RefusalAudit::sum)
                .forEach(this::append);
    }

    private static AuditDao.Entry sum(Repetitions.Repeated<AuditDao.Entry> repeated) {
        AuditDao.Entry last = repeated.last();
        return new AuditDao.Entry(
                last.occurredAt(),
                last.kind(),
                last.partyId(),
                last.actorPartyId(),
                last.certificateSha256(),
                last.requestId(),
                last.code(),
                (repeated.ofSeveralKinds()
                                ? repeated.times() + " further refusals, of different kinds; the last one: "
                                : "refused " + repeated.times() + " more times; the last time: ")
                        + last.detail(),
                last.submissionId(),
                last.fileType(),
                last.fileSha256(),
                last.signatureSha256());
    }

    private void append(AuditDao.Entry entry) {
        try {
            jdbi.useExtension(AuditDao.class, audit -> audit.append(entry));
        } catch (JdbiException e) {
            // the refusal stands without its entry; the log has both
            LOG.error("audit entry not written: {}", entry, e);
        }
    }
}
