package org.adtgateway.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.adtgateway.client.internal.signing.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the service has attested, in a receipt that {@link ReceiptVerifier} found valid.
 *
 * @param version the version of the receipt's format
 * @param of which act it is for
 * @param submissionId the submission, also for its withdrawal or outcome
 * @param partyId the Party that submitted the file
 * @param fileName as the supplier named it; informational only
 * @param fileSize in bytes
 * @param fileSha256 SHA-256 of the exact bytes of the file, 64 lower-case hexadecimal digits
 * @param signatureSha256 SHA-256 of the supplier's signature as received, likewise
 * @param signerIssuer issuer of the supplier's signing certificate, as RFC 4514 text
 * @param signerSerialNumber its serial number in hexadecimal
 * @param environment the name of the gateway's environment, such as production or sandbox; null where it has none, and in receipts of
 *     earlier versions
 * @param receivedAt when the gateway received the file
 * @param signedAt the signing time of the receipt, null when it states none
 * @param signedBy the certificate that the service signed with
 * @param json the whole content, exactly as signed, with whatever more it says
 * @param der the receipt itself, byte for byte; the caller's own copy
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared by content
public record Receipt(
        int version,
        ActKind of,
        String submissionId,
        @Nullable String partyId,
        @Nullable FileType fileType,
        @Nullable String fileName,
        @Nullable Long fileSize,
        @Nullable String fileSha256,
        @Nullable String signatureSha256,
        @Nullable String signerIssuer,
        @Nullable String signerSerialNumber,
        @Nullable String serviceRequestReference,
        @Nullable String clientReference,
        @Nullable String environment,
        @Nullable Instant receivedAt,
        @Nullable Instant signedAt,
        X509Certificate signedBy,
        String json,
        byte[] der) {

    /** Copies the bytes. */
    public Receipt {
        der = der.clone();
    }

    /** Returns a copy of the receipt itself, byte for byte. */
    @Override
    public byte[] der() {
        return der.clone();
    }

    /** Compares the bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Receipt receipt && Arrays.equals(der, receipt.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** Returns the content as JSON. */
    @Override
    public String toString() {
        return json;
    }

    /** Tells whether the receipt is for exactly these bytes. */
    public boolean isFor(byte[] file) {
        return Sha256.hex(file).equalsIgnoreCase(fileSha256);
    }

    /**
     * Tells whether the receipt is for exactly the bytes of this file.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public boolean isFor(Path file) {
        try {
            return Sha256.hex(file).equalsIgnoreCase(fileSha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void requireOf(String id, ActKind type) {
        if (!submissionId.equals(id) || !of.equals(type)) {
            throw new ReceiptRefusedException(
                    Reason.OF_SOMETHING_ELSE,
                    "The receipt is sound, but for the " + of + " of submission " + submissionId);
        }
    }

    void requireOfInstalment(String sha256) {
        if (!sha256.equalsIgnoreCase(ReceiptContent.member(json, "instalmentSha256"))) {
            throw new ReceiptRefusedException(
                    Reason.OF_SOMETHING_ELSE,
                    "The receipt is sound, but for another instalment of results of submission " + submissionId);
        }
    }

    void requireFile(Path file) {
        if (!isFor(file)) {
            throw new ReceiptRefusedException(
                    Reason.OF_SOMETHING_ELSE,
                    "The receipt is sound, but not for " + file.getFileName() + ": it is for a file of " + fileSize
                            + " bytes with SHA-256 " + fileSha256);
        }
    }
}
