package org.adtgateway.checks.signature;

import java.time.Instant;
import java.util.List;
import org.adtgateway.checks.crypto.SignatureAlgorithm;

/** What a well-formed signature claims; none of it is proved yet. Made by {@link SignatureParser} only. */
public final class ParsedSignature {
    private final byte[] act;
    private final SignerId signerId;
    private final Instant signingTime;
    private final SignatureAlgorithm algorithm;
    private final byte[] messageDigest;
    private final byte[] signedAttributes;
    private final byte[] signature;
    private final List<CertificateReference> references;

    ParsedSignature(
            byte[] act,
            SignerId signerId,
            Instant signingTime,
            SignatureAlgorithm algorithm,
            byte[] messageDigest,
            byte[] signedAttributes,
            byte[] signature,
            List<CertificateReference> references) {
        this.act = act;
        this.signerId = signerId;
        this.signingTime = signingTime;
        this.algorithm = algorithm;
        this.messageDigest = messageDigest;
        this.signedAttributes = signedAttributes;
        this.signature = signature;
        this.references = List.copyOf(references);
    }

    /** SHA-256 of the DER of the signed attributes: names the act of signing. */
    public byte[] act() {
        return act.clone();
    }

    public SignerId signerId() {
        return signerId;
    }

    /** When the signer says that it signed (RFC 5652, 11.3). */
    public Instant signingTime() {
        return signingTime;
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    byte[] messageDigest() {
        return messageDigest;
    }

    /** The DER of the SET OF, which is what the signature is over (RFC 5652, 5.4). */
    public byte[] signedAttributes() {
        return signedAttributes;
    }

    public byte[] signature() {
        return signature;
    }

    /** How the signer has named its certificate within what it signed, if it has; all must be met. */
    List<CertificateReference> references() {
        return references;
    }
}
