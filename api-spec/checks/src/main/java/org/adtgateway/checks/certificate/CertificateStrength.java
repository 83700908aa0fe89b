package org.adtgateway.checks.certificate;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Set;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;

/** The least strength of what a certificate rests on: about 112 bits (NIST SP 800-57, part 1). */
final class CertificateStrength {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_EC_BITS = 224;
    private static final Set<String> BROKEN = Set.of("MD2", "MD5", "SHA1");

    private CertificateStrength() {}

    /** Refuses a certificate that a forger could make one like, or whose key he could find. */
    static void require(X509Certificate certificate) throws RefusedException {
        if (!isStrong(certificate.getPublicKey())) {
            throw new RefusedException(
                    SignatureFault.ALGORITHM_NOT_ALLOWED,
                    CertificateValidator.describe(certificate)
                            + " has a weak key. Get one with a key on P-256 or P-384, or of RSA with 2048 bits or more.");
        }
        if (isBroken(certificate.getSigAlgName())) {
            throw new RefusedException(
                    SignatureFault.ALGORITHM_NOT_ALLOWED,
                    CertificateValidator.describe(certificate) + " is itself signed with "
                            + certificate.getSigAlgName()
                            + ", which is broken. Get one that is signed with SHA-256 or better.");
        }
    }

    /**
     * Checks an anchor or an intermediate when it is loaded.
     *
     * @throws IllegalArgumentException naming the certificate
     */
    static void requireOfAuthority(X509Certificate authority) {
        if (!isOfAuthority(authority)) {
            throw new IllegalArgumentException("the authority "
                    + authority.getSubjectX500Principal().getName() + " has a weak key or signature: "
                    + authority.getPublicKey().getAlgorithm() + ", " + authority.getSigAlgName());
        }
    }

    /** Returns whether an authority may have this certificate. How a self-signed one is signed does not matter. */
    static boolean isOfAuthority(X509Certificate authority) {
        boolean selfSigned = authority.getSubjectX500Principal().equals(authority.getIssuerX500Principal());
        return isStrong(authority.getPublicKey()) && (selfSigned || !isBroken(authority.getSigAlgName()));
    }

    private static boolean isBroken(String signatureAlgorithm) {
        String digest =
                signatureAlgorithm.toUpperCase(Locale.ROOT).replace("-", "").replaceFirst("WITH.*", "");
        return BROKEN.contains(digest);
    }

    private static boolean isStrong(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= MIN_RSA_BITS;
        }
        if (key instanceof ECPublicKey ec) {
            return ec.getParams().getOrder().bitLength() >= MIN_EC_BITS;
        }
        // EdDSA has one strength only
        return !(key instanceof DSAPublicKey);
    }
}
