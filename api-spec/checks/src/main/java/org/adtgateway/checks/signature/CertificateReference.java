package org.adtgateway.checks.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.jspecify.annotations.Nullable;

/**
 * The first entry of signing-certificate (RFC 2634, 5.4) or signing-certificate-v2 (RFC 5035, 3): the digest of the signer's certificate.
 *
 * @param named its issuer and serial number, which may be left out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record CertificateReference(
        String digestAlgorithm, byte[] digest, @Nullable IssuerSerial named) {
    boolean matches(X509Certificate certificate) {
        try {
            return MessageDigest.isEqual(
                            digest, MessageDigest.getInstance(digestAlgorithm).digest(certificate.getEncoded()))
                    && (named == null || names(named, certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and the SHA-2 family", e);
        }
    }

    private static boolean names(IssuerSerial named, X509Certificate certificate) {
        return named.getSerial().getValue().equals(certificate.getSerialNumber())
                && Arrays.stream(named.getIssuer().getNames())
                        .filter(each -> each.getTagNo() == GeneralName.directoryName)
                        .map(each -> X500Name.getInstance(each.getName()))
                        .anyMatch(X500Name.getInstance(
                                certificate.getIssuerX500Principal().getEncoded())::equals);
    }
}
