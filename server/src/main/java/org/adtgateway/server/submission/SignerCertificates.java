package org.adtgateway.server.submission;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.adtgateway.api.ActKind;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.PartyDirectory;

/** Provides what a signature is verified with: the signer's certificate, also if it was retired since, and those above it. */
public final class SignerCertificates {
    private final PartyDirectory directory;
    private final CertificateValidator certificates;
    private final SubmissionReader store;

    /**
     * Connects the parts.
     *
     * @param certificates knows the authorities of the signers
     */
    public SignerCertificates(PartyDirectory directory, CertificateValidator certificates, SubmissionReader store) {
        this.directory = directory;
        this.certificates = certificates;
        this.store = store;
    }

    /**
     * Returns the certificates of one signature, from the signer's to the anchor, as PEM (RFC 8555, 9.1).
     *
     * @throws ProblemException NOT_FOUND where the act has not happened, or is not signed by a Party
     */
    byte[] of(Submission submission, ActKind of) {
        return switch (of) {
            case SUBMISSION -> chain(submission.signer().sha256(), submission.receivedAt());
            case WITHDRAWAL -> {
                Withdrawal withdrawal = store.withdrawal(submission.id())
                        .orElseThrow(() -> SubmissionReader.absentAct(submission, "withdrawn"));
                yield chain(withdrawal.signerSha256(), withdrawal.withdrawnAt());
            }
            case OUTCOME ->
                throw new ProblemException(
                        ProblemCode.NOT_FOUND, "An outcome carries no signature of a Party; its receipt proves it.");
        };
    }

    private byte[] chain(String signerSha256, Instant receivedAt) {
        X509Certificate signer = directory.formerSigner(signerSha256).orElseThrow();
        return CertificateLoader.pem(certificates.path(signer, receivedAt)).getBytes(StandardCharsets.US_ASCII);
    }
}
