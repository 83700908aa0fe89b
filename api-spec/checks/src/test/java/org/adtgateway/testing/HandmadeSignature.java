package org.adtgateway.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.testing.Pki.Identity;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Puts a signature together piece by piece, as no tool would: detached, by ECDSA on P-256 with SHA-256, and well signed whatever is changed before it
 * is made.
 */
public final class HandmadeSignature {
    ASN1ObjectIdentifier contentType = CMSObjectIdentifiers.data;

    @Nullable
    ASN1Encodable content;

    int signers = 1;
    SignerIdentifier sid;
    PrivateKey key;
    String jca = "SHA256withECDSA";
    AlgorithmIdentifier digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private AlgorithmIdentifier signatureAlgorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    final Map<String, Attribute> attributes = new LinkedHashMap<>();
    byte @Nullable [] signature;
    public @Nullable DERSet unsigned;
    public @Nullable Identity embedded;
    public boolean withoutAttributes;

    public HandmadeSignature(Identity signer, byte[] content) {
        sid = sid(signer);
        key = signer.key();
        put("content-type", CMSAttributes.contentType, CMSObjectIdentifiers.data);
        put("message-digest", CMSAttributes.messageDigest, new DEROctetString(DigestAlgorithm.SHA_256.of(content)));
        put("signing-time", CMSAttributes.signingTime, new Time(Date.from(Instant.now())));
    }

    public void put(String name, ASN1ObjectIdentifier type, ASN1Encodable value) {
        attributes.put(name, new Attribute(type, new DERSet(value)));
    }

    void algorithm(String oid, @Nullable ASN1Encodable parameters) {
        signatureAlgorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters);
    }

    void utcTime(String time) {
        put("signing-time", CMSAttributes.signingTime, new DERUTCTime(time));
    }

    void generalizedTime(String time) {
        put("signing-time", CMSAttributes.signingTime, new DERGeneralizedTime(time));
    }

    void protect(ASN1ObjectIdentifier digest, ASN1ObjectIdentifier signature) {
        put(
                "protection",
                CMSAttributes.cmsAlgorithmProtect,
                new CMSAlgorithmProtection(
                        new AlgorithmIdentifier(digest),
                        CMSAlgorithmProtection.SIGNATURE,
                        new AlgorithmIdentifier(signature)));
    }

    public DERSet signedAttributes() {
        return new DERSet(attributes.values().toArray(Attribute[]::new));
    }

    public byte[] encoded() throws IOException, GeneralSecurityException {
        SignerInfo info = new SignerInfo(
                sid,
                digestAlgorithm,
                withoutAttributes ? null : signedAttributes(),
                signatureAlgorithm,
                new DEROctetString(signature == null ? signed() : signature),
                unsigned);
        ASN1Encodable[] infos = new ASN1Encodable[signers];
        Arrays.fill(infos, info);
        SignedData data = new SignedData(
                new DERSet(digestAlgorithm),
                new ContentInfo(contentType, content),
                embedded == null ? null : new DERSet(Certificate.getInstance(encodedCertificate(embedded))),
                null,
                new DERSet(infos));
        return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.DER);
    }

    private byte[] signed() throws IOException, GeneralSecurityException {
        Signature signing = Signature.getInstance(jca);
        signing.initSign(key);
        signing.update(signedAttributes().getEncoded(ASN1Encoding.DER));
        return signing.sign();
    }

    static SignerIdentifier sid(Identity of) {
        return new SignerIdentifier(new IssuerAndSerialNumber(
                X500Name.getInstance(of.certificate().getIssuerX500Principal().getEncoded()),
                of.certificate().getSerialNumber()));
    }

    /** Names another signer than the one whose key it is made with. */
    public void signer(X500Name issuer, BigInteger serialNumber) {
        sid = new SignerIdentifier(new IssuerAndSerialNumber(issuer, serialNumber));
    }

    static byte[] encodedCertificate(Identity of) {
        try {
            return of.certificate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
