package org.adtgateway.checks.signature;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.crypto.SignatureAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Parses CMS SignedData (RFC 5652, 5) with one signer, allowed algorithms and the signed attributes that we require; refuses everything else. BER
 * is taken, indefinite lengths included, as signers' tools write it; what is digested is DER in any case (5.4).
 */
public final class SignatureParser {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final int maxBytes;

    /** Takes signatures up to a size; deeper nesting than any of them needs is refused before it is looked at. */
    public SignatureParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Parses a signature that is apart from what it signs, such as that of a file. Nothing is verified yet. */
    public ParseResult parseDetached(byte[] signature) {
        return parse(signature, SignatureParser::requireDetached);
    }

    /** Parses a signature that holds what it signs, such as a receipt. Nothing is verified yet. */
    public ParseResult parseAttached(byte[] signature) {
        return parse(signature, SignatureParser::requireContent);
    }

    private interface FormCheck {
        void require(ContentInfo content) throws RefusedException;
    }

    private ParseResult parse(byte[] sent, FormCheck form) {
        try {
            return new ParseResult.Parsed(claim(sent, form));
        } catch (RefusedException refusal) {
            return new ParseResult.Refused(refusal.fault(), refusal.detail());
        }
    }

    private ParsedSignature claim(byte[] sent, FormCheck form) throws RefusedException {
        if (sent.length > maxBytes) {
            throw new RefusedException(
                    SignatureFault.SIGNATURE_TOO_LARGE,
                    "The signature is larger than " + maxBytes
                            + " bytes, which is the limit. Leave out certificates that are not needed, and make it detached.");
        }
        byte[] bytes = SignatureDecoder.decode(sent);
        try {
            SignedData data = signedData(ASN1Primitive.fromByteArray(bytes));
            form.require(data.getEncapContentInfo());
            requireData(data.getEncapContentInfo());
            return claim(data);
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle says by many unchecked exceptions that a structure is another than it should be
            throw SignatureDecoder.malformed("The signature is not well-formed CMS (RFC 5652)");
        }
    }

    private static SignedData signedData(ASN1Primitive value) throws RefusedException {
        if (!(value instanceof ASN1Sequence sequence)
                || sequence.size() == 0
                || !(sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier)) {
            throw SignatureDecoder.notCms("The signature is " + NotCmsDiagnosis.of(value));
        }
        ContentInfo info = ContentInfo.getInstance(sequence);
        if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
            throw SignatureDecoder.notCms("The signature is CMS of another type than SignedData");
        }
        SignedData data = SignedData.getInstance(info.getContent());
        return data;
    }

    private static void requireDetached(ContentInfo content) throws RefusedException {
        if (content.getContent() != null) {
            throw new RefusedException(
                    SignatureFault.NOT_DETACHED,
                    "The signature contains a copy of the file; it must be detached. With openssl cms -sign leave out -nodetach and -stream.");
        }
    }

    private static void requireContent(ContentInfo content) throws RefusedException {
        if (!(content.getContent() instanceof ASN1OctetString)) {
            throw SignatureDecoder.malformed("The signature does not contain what it signs");
        }
    }

    private static void requireData(ContentInfo content) throws RefusedException {
        if (!content.getContentType().equals(CMSObjectIdentifiers.data)) {
            throw new RefusedException(
                    SignatureFault.SIGNED_ATTRIBUTES,
                    "The content type of the signature must be id-data (1.2.840.113549.1.7.1). With openssl cms -sign leave out -econtent_type.");
        }
    }

    private static ParsedSignature claim(SignedData data) throws RefusedException, IOException {
        if (data.getSignerInfos().size() != 1) {
            throw new RefusedException(
                    SignatureFault.SIGNER_COUNT,
                    "The signature has " + data.getSignerInfos().size()
                            + " signers; it must have exactly one. Sign with one key, or send one signature of them.");
        }
        SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        SignatureAlgorithm algorithm =
                SignatureAlgorithm.of(signer.getDigestAlgorithm(), signer.getDigestEncryptionAlgorithm());
        Map<ASN1ObjectIdentifier, ASN1Encodable> attributes = attributes(signer.getAuthenticatedAttributes());
        if (!CMSObjectIdentifiers.data.equals(required(attributes, CMSAttributes.contentType, "content-type"))) {
            throw attributeFault("The signed attribute content-type must be id-data");
        }
        requireProtected(attributes.get(CMSAttributes.cmsAlgorithmProtect), algorithm);
        byte[] messageDigest = ASN1OctetString.getInstance(
                        required(attributes, CMSAttributes.messageDigest, "message-digest"))
                .getOctets();
        byte[] signed = signer.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER);
        return new ParsedSignature(
                DigestAlgorithm.SHA_256.of(signed),
                signerId(signer.getSID()),
                signingTime(required(attributes, CMSAttributes.signingTime, "signing-time")),
                algorithm,
                messageDigest,
                signed,
                signer.getEncryptedDigest().getOctets(),
                references(attributes),
                data.getCertificates(),
                data.getEncapContentInfo().getContent() instanceof ASN1OctetString content
                        ? content.getOctets()
                        : null);
    }

    /**
     * All signed attributes, each of one value and once only. They are required: without them a signature over attributes could be passed off as
     * one over content (draft-ietf-lamps-cms-euf-cma-signeddata).
     */
    private static Map<ASN1ObjectIdentifier, ASN1Encodable> attributes(@Nullable ASN1Set set) throws RefusedException {
        if (set == null || set.size() == 0) {
            throw attributeFault("The signature has no signed attributes (openssl: leave out -noattr)");
        }
        Map<ASN1ObjectIdentifier, ASN1Encodable> attributes = new HashMap<>();
        for (ASN1Encodable each : set) {
            Attribute attribute = Attribute.getInstance(each);
            if (attribute.getAttrValues().size() != 1) {
                throw attributeFault(
                        "The signed attribute " + attribute.getAttrType() + " must have exactly one value");
            }
            if (attributes.put(
                            attribute.getAttrType(), attribute.getAttrValues().getObjectAt(0))
                    != null) {
                throw attributeFault("The signed attribute " + attribute.getAttrType() + " stands there twice");
            }
        }
        return attributes;
    }

    private static ASN1Encodable required(
            Map<ASN1ObjectIdentifier, ASN1Encodable> attributes, ASN1ObjectIdentifier type, String name)
            throws RefusedException {
        ASN1Encodable value = attributes.get(type);
        if (value == null) {
            throw attributeFault("The signed attribute " + name + " is missing");
        }
        return value;
    }

    private static RefusedException attributeFault(String what) {
        return new RefusedException(
                SignatureFault.SIGNED_ATTRIBUTES,
                what
                        + ". Have the signing tool write content-type, message-digest and signing-time, each once; openssl cms -sign does so by itself.");
    }

    /** UTCTime from 1950 to 2049, else GeneralizedTime; in UTC, with seconds and no parts of them (RFC 5652, 11.3). */
    private static Instant signingTime(ASN1Encodable value) throws RefusedException {
        String text;
        if (value instanceof ASN1UTCTime utc) {
            text = (utc.toString().compareTo("5") < 0 ? "20" : "19") + utc;
        } else if (value instanceof ASN1GeneralizedTime generalized) {
            text = generalized.getTimeString();
        } else {
            throw noTime();
        }
        try {
            return LocalDateTime.parse(text, SECONDS).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw noTime();
        }
    }

    private static RefusedException noTime() {
        return attributeFault("The signed attribute signing-time is no time in UTC with seconds");
    }

    private static SignerId signerId(SignerIdentifier id) throws IOException {
        if (id.isTagged()) {
            return SignerId.SubjectKeyId.of(
                    ASN1OctetString.getInstance(id.getId()).getOctets());
        }
        IssuerAndSerialNumber name = IssuerAndSerialNumber.getInstance(id.getId());
        return new SignerId.IssuerAndSerial(
                new X500Principal(name.getName().getEncoded(ASN1Encoding.DER)),
                name.getSerialNumber().getValue());
    }

    private static List<CertificateReference> references(Map<ASN1ObjectIdentifier, ASN1Encodable> attributes)
            throws RefusedException {
        List<CertificateReference> references = new ArrayList<>();
        ASN1Encodable second = attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        if (second != null) {
            ESSCertIDv2 id = SigningCertificateV2.getInstance(second).getCerts()[0];
            references.add(new CertificateReference(
                    SignatureAlgorithm.digest(id.getHashAlgorithm()).jcaName(),
                    id.getCertHash(),
                    id.getIssuerSerial()));
        }
        ASN1Encodable first = attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificate);
        if (first != null) {
            ESSCertID id = SigningCertificate.getInstance(first).getCerts()[0];
            // SHA-1 by definition; it only narrows down which certificate is meant, and the signer is looked up in the
            // registry anyway
            references.add(new CertificateReference("SHA-1", id.getCertHash(), id.getIssuerSerial()));
        }
        return references;
    }

    /** RFC 6211: where the signed attributes name the algorithms, they are those that the message names outside of them. */
    private static void requireProtected(@Nullable ASN1Encodable protection, SignatureAlgorithm algorithm)
            throws RefusedException {
        if (protection == null) {
            return;
        }
        CMSAlgorithmProtection stated = CMSAlgorithmProtection.getInstance(protection);
        if (stated.getSignatureAlgorithm() == null
                || !SignatureAlgorithm.of(stated.getDigestAlgorithm(), stated.getSignatureAlgorithm())
                        .equals(algorithm)) {
            throw attributeFault(
                    "The signed attribute CMSAlgorithmProtection names other algorithms than the signature");
        }
    }
}
