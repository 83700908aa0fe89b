package org.adtgateway.client.internal.signing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.adtgateway.client.RemoteKey;
import org.adtgateway.client.SigningException;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * Signs the signed attributes with a key that may be anywhere, and verifies the result with the certificate: a key that
 * does not belong to the certificate is found here, not by the gateway.
 */
public final class SignedAttributesSigner implements ContentSigner {
    private final SigningAlgorithm algorithm;
    private final PublicKey publicKey;
    private final RemoteKey key;
    private final ByteArrayOutputStream toBeSigned = new ByteArrayOutputStream();

    /** Prepares one signature. */
    public SignedAttributesSigner(SigningAlgorithm algorithm, PublicKey publicKey, RemoteKey key) {
        this.algorithm = algorithm;
        this.publicKey = publicKey;
        this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm.jcaName());
    }

    @Override
    public OutputStream getOutputStream() {
        return toBeSigned;
    }

    @Override
    public byte[] getSignature() {
        byte[] bytes = toBeSigned.toByteArray();
        byte[] value = sign(bytes);
        if (!verifies(bytes, value)) {
            throw new SigningException("The signature made by the key does not verify with the signing certificate: "
                    + "the two do not belong together, or the key signs with something else than "
                    + algorithm.jcaName());
        }
        return value;
    }

    /** Signs with the key. A callback may throw anything; the caller gets one type with the cause in it. */
    private byte[] sign(byte[] bytes) {
        try {
            return key.sign(bytes);
        } catch (SigningException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new SigningException("The signing key failed: " + e.getMessage(), e);
        }
    }

    private boolean verifies(byte[] bytes, byte[] value) {
        try {
            Signature signature = Signature.getInstance(algorithm.jcaName());
            signature.initVerify(publicKey);
            signature.update(bytes);
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
