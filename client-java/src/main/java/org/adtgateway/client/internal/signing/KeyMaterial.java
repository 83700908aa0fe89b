package org.adtgateway.client.internal.signing;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a private key and its certificates.
 *
 * @param chain the certificate of the key first
 * @param provider where the key must be used when it cannot leave its token; null when any provider works
 */
public record KeyMaterial(
        PrivateKey privateKey,
        List<X509Certificate> chain,
        @Nullable Provider provider) {
    public KeyMaterial {
        chain = List.copyOf(chain);
    }

    /** Returns the certificate of the private key. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Signs with the algorithm that belongs to the key. */
    public byte[] sign(byte[] bytes) throws GeneralSecurityException {
        String algorithm = SigningAlgorithm.of(certificate().getPublicKey()).jcaName();
        Signature signature =
                provider == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, provider);
        signature.initSign(privateKey);
        signature.update(bytes);
        return signature.sign();
    }

    /** Names the certificate; never shows the key. */
    @Override
    public String toString() {
        return "KeyMaterial[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}
