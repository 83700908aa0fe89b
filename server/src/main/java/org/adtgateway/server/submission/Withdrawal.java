package org.adtgateway.server.submission;

import java.time.Instant;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * A withdrawal that took effect.
 *
 * @param act SHA-256 of the DER of the signed attributes over the instruction, hex
 */
public record Withdrawal(
        String act,
        @ColumnName("instruction_sha256") String instructionSha256,
        @ColumnName("signature_sha256") String signatureSha256,
        @ColumnName("signer_sha256") String signerSha256,
        String reason,
        Instant requestedAt,
        Instant withdrawnAt) {}
