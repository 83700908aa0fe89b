package org.adtgateway.server.submission;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.SignerCertificate;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.api.SubmissionWarning;
import org.adtgateway.checks.fileformat.FileType;
import org.jspecify.annotations.Nullable;

/**
 * A signed file that was delivered, and how far it has come. Digests are lower-case hex.
 *
 * @param act SHA-256 of the DER of the signed attributes (RFC 5652, 5.4): what identifies the act of submitting
 * @param version counts its changes, of state and by results of rows, from 1
 * @param fileName as the sender called it; only informational
 * @param userIds the User IDs in the file, sorted
 * @param signer the certificate that signed the file
 * @param warnings of the content
 * @param sameContent the newest submission of the same bytes by the same Party when this one came
 */
public record Submission(
        UUID id,
        String act,
        String partyId,
        FileType fileType,
        SubmissionStatus status,
        int version,
        @Nullable String fileName,
        long fileSize,
        String fileSha256,
        long rowCount,
        List<String> userIds,
        String signatureSha256,
        SignerCertificate signer,
        Instant signingTime,
        @Nullable String serviceRequestReference,
        @Nullable String clientReference,
        @Nullable String incidentReference,
        Instant receivedAt,
        Instant changedAt,
        List<SubmissionWarning> warnings,
        @Nullable UUID sameContent) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new id that sorts by time (UUID version 7, RFC 9562, 5.7), so that an index of millions grows at one end. */
    public static UUID newId(Instant now) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        long high = now.toEpochMilli() << 16 | 0x7000 | (bits.getShort() & 0x0fff);
        long low = (bits.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /** Returns this submission as it is after a transition. */
    Submission after(Transition transition, int newVersion, Instant now) {
        return with(act, transition.to(), newVersion, now, sameContent);
    }

    /** This submission, when it is known which one of the same content came before, if any. */
    Submission withSameContent(@Nullable UUID same) {
        return with(act, status, version, changedAt, same);
    }

    /** Returns this submission under the key that its act has where another signer has signed the same attributes. */
    Submission keyedWithSigner() {
        return with(new Act(act, signer.sha256()).keyWithSigner(), status, version, changedAt, sameContent);
    }

    private Submission with(
            String newAct, SubmissionStatus newStatus, int newVersion, Instant newChangedAt, @Nullable UUID same) {
        return new Submission(
                id,
                newAct,
                partyId,
                fileType,
                newStatus,
                newVersion,
                fileName,
                fileSize,
                fileSha256,
                rowCount,
                userIds,
                signatureSha256,
                signer,
                signingTime,
                serviceRequestReference,
                clientReference,
                incidentReference,
                receivedAt,
                newChangedAt,
                warnings,
                same);
    }
}
