package org.adtgateway.server.act;

import java.time.Clock;
import java.util.function.Supplier;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves an audit entry of each refused act: who, when, digests, code; never content. */
public final class RefusalAudit {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);

    private final Jdbi jdbi;
    private final Clock clock;

    /** Says what was refused, without its content: SHA-256 digests. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Digests(String fileType, byte[] file, byte @Nullable [] signature) {}

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
                "REFUSED",
                caller.party().id(),
                caller.certificate().sha256(),
                RequestIdFilter.current(),
                refusal.code().name(),
                refusal.detail(),
                digests == null ? null : digests.fileType(),
                digests == null ? null : digests.file(),
                digests == null ? null : digests.signature());
        AuditLog.refused(entry);
        try {
            jdbi.useExtension(AuditDao.class, audit -> audit.append(entry));
        } catch (JdbiException e) {
            // the refusal stands without its entry; the log has both
            LOG.error("audit entry not written: {}", entry, e);
        }
    }
}
