package org.adtgateway.server.submission;

import java.time.Clock;
import java.util.HexFormat;
import org.adtgateway.api.AuditKind;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Jdbi;

/** Leaves an audit entry of each download of a file, or of the results of its rows, before its first byte is sent: what cannot be recorded is not handed out. */
public final class Downloads {
    private final Jdbi jdbi;
    private final Clock clock;

    public Downloads(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * Records a download.
     *
     * @param what is downloaded, such as "the file"
     */
    public void record(Caller caller, Submission submission, String what) {
        AuditDao.Entry entry = new AuditDao.Entry(
                clock.instant(),
                AuditKind.DOWNLOADED,
                submission.partyId(),
                caller.party().id(),
                caller.certificate().sha256(),
                RequestIdFilter.current(),
                null,
                what + " of submission " + submission.id() + " of " + submission.partyId() + " by "
                        + caller.party().id(),
                submission.id(),
                submission.fileType().name(),
                HexFormat.of().parseHex(submission.fileSha256()),
                null);
        jdbi.useExtension(AuditDao.class, audit -> audit.append(entry));
        AuditLog.read(entry);
    }
}
