package org.adtgateway.server.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;

/** The first entry of signing-certificate (RFC 2634, 5.4) or signing-certificate-v2 (RFC 5035, 3): the digest of the signer's certificate. */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record CertificateReference(String digestAlgorithm, byte[] digest) {
    boolean matches(X509Certificate certificate) {
        try {
            return MessageDigest.isEqual(
                    digest, MessageDigest.getInstance(digestAlgorithm).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and the SHA-2 family", e);
        }
    }
}
