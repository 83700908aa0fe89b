package org.adtgateway.checks.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.certificate.CertificateValidator.Purpose;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.jspecify.annotations.Nullable;

/** Judges whether a certificate may be used for a purpose by what it says itself: basic constraints, key usage, extended key usage. */
final class CertificateUsage {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final String ANY = "2.5.29.37.0";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final Set<String> TLS_ALONE = Set.of("1.3.6.1.5.5.7.3.1", CLIENT_AUTH);

    private CertificateUsage() {}

    /** Refuses a leaf that is not for the purpose. */
    static void require(X509Certificate leaf, Purpose purpose) throws RefusedException {
        if (leaf.getBasicConstraints() >= 0) {
            throw refusal(leaf, " is that of an authority (cA is TRUE). Use one of your own, below it.");
        }
        boolean[] usage = leaf.getKeyUsage();
        boolean signs =
                usage == null || usage[DIGITAL_SIGNATURE] || (purpose == Purpose.SIGNING && usage[NON_REPUDIATION]);
        if (!signs) {
            throw refusal(
                    leaf,
                    " has a key usage that does not allow signatures. Use one with digitalSignature"
                            + (purpose == Purpose.SIGNING ? " or nonRepudiation." : "."));
        }
        List<String> extended = extended(leaf);
        if (purpose == Purpose.TRANSPORT && extended != null && !extended.contains(CLIENT_AUTH)) {
            throw refusal(leaf, " has an extended key usage without clientAuth. Use one that is for TLS clients.");
        }
        if (purpose == Purpose.SIGNING && !maySignFiles(extended)) {
            throw refusal(leaf, " has an extended key usage for TLS alone. Use one that is for signing files.");
        }
    }

    /** Returns whether an authority may issue certificates for the purpose, as far as its extended key usage tells. */
    static boolean allowsBelow(X509Certificate authority, Purpose purpose) {
        List<String> extended = extended(authority);
        return purpose == Purpose.TRANSPORT
                ? extended == null || extended.contains(CLIENT_AUTH) || extended.contains(ANY)
                : maySignFiles(extended);
    }

    private static boolean maySignFiles(@Nullable List<String> extended) {
        return extended == null || !TLS_ALONE.containsAll(extended);
    }

    private static @Nullable List<String> extended(X509Certificate certificate) {
        try {
            return certificate.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            // for nothing at all; CertificateExtensions refuses it anyway
            return List.of();
        }
    }

    private static RefusedException refusal(X509Certificate certificate, String why) {
        return new RefusedException(SignatureFault.KEY_USAGE, CertificateValidator.describe(certificate) + why);
    }
}
