package org.adtgateway.checks.certificate;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.jspecify.annotations.Nullable;

/** The least strength of what a certificate rests on: about 112 bits (NIST SP 800-57, part 1). */
final class CertificateStrength {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_EC_BITS = 224;
    private static final Set<String> BROKEN = Set.of("MD2", "MD5", "SHA1");
    private static final Set<String> BY_PSS = Set.of(
            NISTObjectIdentifiers.id_sha256.getId(),
            NISTObjectIdentifiers.id_sha384.getId(),
            NISTObjectIdentifiers.id_sha512.getId());

    private CertificateStrength() {}

    /** Refuses a certificate that a forger could make one like, or whose key he could find. */
    static void require(X509Certificate certificate) throws RefusedException {
        if (!isStrong(certificate.getPublicKey())) {
            throw new RefusedException(
                    SignatureFault.ALGORITHM_NOT_ALLOWED,
                    CertificateValidator.describe(certificate)
                            + " has a weak key. Get one with a key on P-256 or P-384, or of RSA with 2048 bits or more.");
        }
        if (isBroken(certificate)) {
            throw new RefusedException(
                    SignatureFault.ALGORITHM_NOT_ALLOWED,
                    CertificateValidator.describe(certificate) + " is itself signed with a broken digest ("
                            + certificate.getSigAlgName()
                            + "). Get one that is signed with SHA-256 or better.");
        }
    }

    /** Says why a certificate is too weak for an authority, in words that follow its name. How a self-signed one is signed does not matter. */
    static Optional<String> weaknessOfAuthority(X509Certificate authority) {
        boolean selfSigned = authority.getSubjectX500Principal().equals(authority.getIssuerX500Principal());
        return isStrong(authority.getPublicKey()) && (selfSigned || !isBroken(authority))
                ? Optional.empty()
                : Optional.of("has a weak key or signature: "
                        + authority.getPublicKey().getAlgorithm() + ", " + authority.getSigAlgName());
    }

    private static boolean isBroken(X509Certificate certificate) {
        if (certificate.getSigAlgOID().equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())) {
            return !BY_PSS.contains(pssDigest(certificate.getSigAlgParams()));
        }
        String digest = certificate
                .getSigAlgName()
                .toUpperCase(Locale.ROOT)
                .replace("-", "")
                .replaceFirst("WITH.*", "");
        return BROKEN.contains(digest);
    }

    /** The name of this algorithm does not tell its digest; left out, it is SHA-1 (RFC 4055, 3.1). */
    private static String pssDigest(byte @Nullable [] parameters) {
        try {
            return parameters == null
                    ? ""
                    : RSASSAPSSparams.getInstance(parameters)
                            .getHashAlgorithm()
                            .getAlgorithm()
                            .getId();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "";
        }
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
