package org.adtgateway.checks.certificate;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;

/** Judges the revocation of paths by the lists of one moment. Where no current list covers a certificate its revocation is unknown, never guessed. */
final class PathRevocation {
    private final List<CrlWithGrace> crls;
    private final Instant now;

    PathRevocation(List<CrlWithGrace> crls, Instant now) {
        this.crls = crls;
        this.now = now;
    }

    /** Explains why a path is refused, and because of which of its certificates. */
    static final class PathRefusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient X509Certificate certificate;
        private final transient RefusedException refusal;

        private PathRefusal(X509Certificate certificate, RefusedException refusal) {
            super(refusal.getMessage(), refusal, false, false);
            this.certificate = certificate;
            this.refusal = refusal;
        }

        X509Certificate certificate() {
            return certificate;
        }

        RefusedException refusal() {
            return refusal;
        }
    }

    /**
     * Validates a path that was found without regard to revocation.
     *
     * @return until when the answer holds
     */
    Instant judge(List<X509Certificate> path, List<X509Certificate> authorities, PolicyRules rules) throws PathRefusal {
        PkixValidator validator = new PkixValidator(path, rules, now);
        try {
            validator.validate(authorities, crls);
        } catch (CertPathValidatorException e) {
            X509Certificate refused = path.get(Math.max(0, e.getIndex()));
            if (e.getReason() == BasicReason.REVOKED) {
                throw new PathRefusal(refused, revoked(refused));
            }
            throw new PathRefusal(
                    refused,
                    validator.isValidWithoutRevocation() ? unknown(refused) : PathValidator.noPath(path.get(0)));
        }
        for (X509Certificate each : path.subList(0, path.size() - 1)) {
            if (isListedForLater(each)) {
                throw new PathRefusal(each, revoked(each));
            }
        }
        // the validator does not say which lists it consulted, so the first of all to end limits the answer
        return crls.stream()
                .map(crl -> crl.getNextUpdate().toInstant())
                .filter(end -> end.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(now);
    }

    /** An entry counts from when it is listed (RFC 5280, 6.3.3); Bouncy Castle waits for its date, unless a key was compromised. */
    private boolean isListedForLater(X509Certificate certificate) {
        return crls.stream()
                .map(crl -> crl.getRevokedCertificate(certificate))
                .anyMatch(entry ->
                        entry != null && entry.getRevocationDate().toInstant().isAfter(now));
    }

    private static RefusedException revoked(X509Certificate certificate) {
        return new RefusedException(
                SignatureFault.CERTIFICATE_REVOKED,
                CertificateValidator.describe(certificate)
                        + " is revoked. Use another one, and tell the DCC if you did not have it revoked yourself.");
    }

    private RefusedException unknown(X509Certificate certificate) {
        List<CrlWithGrace> ofIssuer = crls.stream()
                .filter(crl -> crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
                .toList();
        boolean outdated = !ofIssuer.isEmpty()
                && ofIssuer.stream()
                        .noneMatch(crl -> crl.getNextUpdate().toInstant().isAfter(now));
        return new RefusedException(
                SignatureFault.REVOCATION_UNKNOWN,
                "It cannot be determined whether "
                        + CertificateValidator.describe(certificate).replace("The", "the") + " is revoked: "
                        + (outdated
                                ? "the revocation list of its issuer is not current"
                                : "no current revocation list covers it")
                        + ". Nothing was done; send the same request again later.");
    }
}
