package org.adtgateway.server.evidence;

import java.time.Instant;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What auditors may ask about and callers do not see: refusals and changes of the registry. Append only. */
public interface AuditDao {
    /**
     * One entry; digests instead of content.
     *
     * @param kind for instance REFUSED or REGISTRY
     * @param code the problem code of a refusal
     */
    @SuppressWarnings("ArrayRecordComponent") // a row, never compared
    record Entry(
            Instant occurredAt,
            String kind,
            @Nullable String partyId,
            @Nullable String certificateSha256,
            @Nullable String requestId,
            @Nullable String code,
            @Nullable String detail,
            @Nullable String fileType,
            byte @Nullable [] fileSha256,
            byte @Nullable [] signatureSha256) {
        /**
         * What a command of an operator did.
         *
         * @param by who ran it
         */
        public static Entry byOperator(Instant at, String kind, String detail, String by) {
            return new Entry(at, kind, null, null, null, null, detail + " (by " + by + ")", null, null, null);
        }
    }

    @SqlUpdate("""
            insert into audit (occurred_at, kind, party_id, certificate_sha256, request_id, code, detail, file_type,
                               file_sha256, signature_sha256)
            values (:occurredAt, :kind, :partyId, :certificateSha256, :requestId, :code, :detail, :fileType,
                    :fileSha256, :signatureSha256)
            """)
    void append(@BindMethods Entry entry);
}
