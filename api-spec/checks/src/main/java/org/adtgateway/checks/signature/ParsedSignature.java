package org.adtgateway.checks.signature;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.crypto.SignatureAlgorithm;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.jspecify.annotations.Nullable;

/** Holds what a well-formed signature claims; none of it is proved yet. Made by {@link SignatureParser} only. */
public final class ParsedSignature {
    private final byte[] act;
    private final SignerId signerId;
    private final Instant signingTime;
    private final SignatureAlgorithm algorithm;
    private final byte[] messageDigest;
    private final byte[] signedAttributes;
    private final byte[] signature;
    private final List<CertificateReference> references;
    private final @Nullable ASN1Set certificates;
    private final byte @Nullable [] content;

    ParsedSignature(
            byte[] act,
            SignerId signerId,
            Instant signingTime,
            SignatureAlgorithm algorithm,
            byte[] messageDigest,
            byte[] signedAttributes,
            byte[] signature,
            List<CertificateReference> references,
            @Nullable ASN1Set certificates,
            byte @Nullable [] content) {
        this.act = act;
        this.signerId = signerId;
        this.signingTime = signingTime;
        this.algorithm = algorithm;
        this.messageDigest = messageDigest;
        this.signedAttributes = signedAttributes;
        this.signature = signature;
        this.references = List.copyOf(references);
        this.certificates = certificates;
        this.content = content;
    }

    /** SHA-256 of the DER of the signed attributes: names the act of signing. */
    public byte[] act() {
        return act.clone();
    }

    public SignerId signerId() {
        return signerId;
    }

    /** Returns when the signer says that it signed (RFC 5652, 11.3). */
    public Instant signingTime() {
        return signingTime;
    }

    /**
     * Returns the certificates that the signature contains, as far as they can be read. The gateway does not use them. A verifier that has no others
     * must only trust one that leads to an authority that it trusts already.
     */
    public List<X509Certificate> certificates() {
        List<X509Certificate> found = new ArrayList<>();
        for (ASN1Encodable each : certificates == null ? List.<ASN1Encodable>of() : certificates) {
            try {
                found.add(CertificateLoader.certificate(each.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
            } catch (CertificateException | IOException e) {
                // one of another kind, or damaged: as if it were not there
            }
        }
        return List.copyOf(found);
    }

    /** Returns what is signed, if the signature contains it. */
    public Optional<byte[]> content() {
        return Optional.ofNullable(content).map(byte[]::clone);
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    byte[] messageDigest() {
        return messageDigest;
    }

    /** Tells whether it is for these bytes, by their digest alone. */
    public boolean isOver(SignedContent signed) throws IOException {
        return MessageDigest.isEqual(messageDigest, signed.digest(algorithm.digest()));
    }

    /** Returns the DER of the SET OF, which is what the signature is over (RFC 5652, 5.4). */
    public byte[] signedAttributes() {
        return signedAttributes;
    }

    public byte[] signature() {
        return signature;
    }

    /** Returns how the signer has named its certificate within what it signed, if it has; all must be met. */
    List<CertificateReference> references() {
        return references;
    }
}
