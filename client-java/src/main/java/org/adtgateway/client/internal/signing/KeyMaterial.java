package org.adtgateway.client.internal.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.SigningException;
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
    private static final byte[] PROBE = "do key and certificate belong together?".getBytes(StandardCharsets.US_ASCII);

    public KeyMaterial {
        chain = List.copyOf(chain);
    }

    /**
     * Puts a private key and its certificate together: of several certificates, the one that belongs to the key goes first, wherever it is.
     *
     * @param where names in messages where they are from
     * @throws SigningException when none belongs to the key
     */
    public static KeyMaterial matching(
            PrivateKey key, List<X509Certificate> certificates, @Nullable Provider provider, String where) {
        if (provider != null) {
            // a key on a token may ask its owner for each use, and the token pairs it with its certificate itself
            return new KeyMaterial(key, certificates, provider);
        }
        for (X509Certificate own : certificates) {
            if (belongTogether(key, own)) {
                List<X509Certificate> chain = new ArrayList<>(certificates);
                chain.remove(own);
                chain.add(0, own);
                return new KeyMaterial(key, chain, null);
            }
        }
        throw new SigningException("The private key does not belong to the certificate "
                + certificates.get(0).getSubjectX500Principal().getName() + " in " + where
                + ": one of the two files is another one's, or an old one");
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        String kind = key.getAlgorithm();
        if (!kind.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(
                    kind.equals("EC") || kind.equals("RSA")
                            ? "SHA256with" + (kind.equals("EC") ? "ECDSA" : kind)
                            : kind);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] value = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Requires a certificate to be valid now.
     *
     * @param what names it in messages, such as "transport"
     */
    public static void requireValid(X509Certificate certificate, String what, Instant now) {
        String name = "The " + what + " certificate "
                + certificate.getSubjectX500Principal().getName();
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            throw new SigningException(name + " expired on " + end + ": use the renewed one");
        }
        Instant start = certificate.getNotBefore().toInstant();
        if (start.isAfter(now)) {
            throw new SigningException(name + " is valid only from " + start + ": is the clock of this machine right?");
        }
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
