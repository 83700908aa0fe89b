package org.adtgateway.server.act;

import java.time.Clock;
import java.util.function.Supplier;
import org.adtgateway.server.delivery.SubmissionForm;
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

    public RefusalAudit(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Runs a step that comes before there is a form. */
    public <T> T auditing(Caller caller, Supplier<T> step) {
        return auditing(caller, null, step);
    }

    /** Runs a step; where it refuses the act for good, that is written down before the refusal goes on. */
    public <T> T auditing(Caller caller, @Nullable SubmissionForm form, Supplier<T> step) {
        try {
            return step.get();
        } catch (ProblemException refusal) {
            if (refusal.code().status() < 500) {
                write(caller, form, refusal);
            }
            throw refusal;
        }
    }

    private void write(Caller caller, @Nullable SubmissionForm form, ProblemException refusal) {
        AuditDao.Entry entry = new AuditDao.Entry(
                clock.instant(),
                "REFUSED",
                caller.party().id(),
                caller.certificate().sha256(),
                RequestIdFilter.current(),
                refusal.code().name(),
                refusal.detail(),
                form == null ? null : form.fileType().name(),
                form == null ? null : form.file().spool().sha256(),
                form == null
                        ? null
                        : form.signature().map(each -> each.spool().sha256()).orElse(null));
        AuditLog.refused(entry);
        try {
            jdbi.useExtension(AuditDao.class, audit -> audit.append(entry));
        } catch (JdbiException e) {
            // the refusal stands without its entry; the log has both
            LOG.error("audit entry not written: {}", entry, e);
        }
    }
}
