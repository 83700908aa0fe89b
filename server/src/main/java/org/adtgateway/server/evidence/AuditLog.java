package org.adtgateway.server.evidence;

import java.util.HexFormat;
import java.util.UUID;
import org.adtgateway.api.EventType;
import org.adtgateway.checks.fileformat.FileType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What an auditor follows, written to a logger of its own, {@code audit}, which an installation can send elsewhere: acts that were taken, moves,
 * refusals, content that was purged. Digests instead of content. Fields are in the MDC, where the JSON layout finds them.
 */
public final class AuditLog {
    /** The name of the logger; the registry writes to it as well. */
    public static final String NAME = "audit";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    private AuditLog() {}

    /** Logs that a submission was received or changed its state; to be called after the commit. */
    public static void changed(EventType type, UUID submissionId, String ownerId, FileType fileType) {
        MDC.put("event", type.name());
        MDC.put("submission", submissionId.toString());
        LOG.info("{} submission {} of {}, {}", type, submissionId, ownerId, fileType);
        MDC.remove("event");
        MDC.remove("submission");
    }

    /** An act was refused for good. */
    public static void refused(AuditDao.Entry entry) {
        MDC.put("event", entry.kind().name());
        MDC.put("code", entry.code());
        LOG.info(
                "{} {} by the certificate {}; file {}, signature {}",
                entry.kind(),
                entry.code(),
                entry.certificateSha256(),
                hex(entry.fileSha256()),
                hex(entry.signatureSha256()));
        MDC.remove("event");
        MDC.remove("code");
    }

    /** A file was downloaded, or an auditor made a call; to be called when its entry has been written. */
    public static void read(AuditDao.Entry entry) {
        MDC.put("event", entry.kind().name());
        LOG.info("{} {} by the certificate {}", entry.kind(), entry.detail(), entry.certificateSha256());
        MDC.remove("event");
    }

    /** The content of a submission was deleted; to be called after the commit. */
    public static void purged(UUID submissionId, String detail) {
        MDC.put("event", "PURGED");
        MDC.put("submission", submissionId.toString());
        LOG.info("PURGED {}", detail);
        MDC.remove("event");
        MDC.remove("submission");
    }

    private static String hex(byte @Nullable [] digest) {
        return digest == null ? "-" : HexFormat.of().formatHex(digest);
    }
}
