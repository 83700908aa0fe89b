package org.adtgateway.server.admission;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.time.Clock;
import org.adtgateway.api.AuditKind;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Jdbi;

/** Leaves an audit entry of each call of an auditor before it is answered: what cannot be recorded is not read. */
public final class AuditorCalls {
    private static final int MAX_DETAIL = 2000;

    private final Jdbi jdbi;
    private final Clock clock;

    public AuditorCalls(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Records the call, where its caller is an auditor. */
    void record(Caller caller, ContainerRequestContext request) {
        if (!caller.party().isAuditor()) {
            return;
        }
        URI address = request.getUriInfo().getRequestUri();
        String call = request.getMethod() + " " + address.getRawPath()
                + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
        AuditDao.Entry entry = new AuditDao.Entry(
                clock.instant(),
                AuditKind.READ,
                caller.party().auditedPartyId(),
                caller.party().id(),
                caller.certificate().sha256(),
                RequestIdFilter.current(),
                null,
                call.substring(0, Math.min(MAX_DETAIL, call.length())),
                null,
                null,
                null,
                null);
        jdbi.useExtension(AuditDao.class, audit -> audit.append(entry));
        AuditLog.read(entry);
    }
}
