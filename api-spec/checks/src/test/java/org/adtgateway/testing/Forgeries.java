package org.adtgateway.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.testing.Pki.Identity;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What can be wrong with a signature that is well signed otherwise, and what is odd but allowed.
 *
 * @param signer by whose key all are signed
 * @param other a registered signer, who signed none of them
 * @param stranger nobody knows him
 */
public record Forgeries(Identity signer, Identity other, Identity stranger) {
    private static final ASN1ObjectIdentifier SHA1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");

    /**
     * One of them.
     *
     * @param fault by which it is refused; empty where it is taken
     */
    public record Forgery(String what, String fault, Consumer<HandmadeSignature> change) {
        /** Makes the signature. */
        public byte[] sign(Identity signer, byte[] content) {
            HandmadeSignature made = new HandmadeSignature(signer, content);
            change.accept(made);
            try {
                return made.encoded();
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return what;
        }
    }

    /** Those that are refused. */
    public List<Forgery> refused() {
        return List.of(
                forgery(
                        "content in it, though empty",
                        "NOT_DETACHED",
                        m -> m.content = new DEROctetString(new byte[0])),
                forgery(
                        "another content type",
                        "SIGNED_ATTRIBUTES",
                        m -> m.contentType = CMSObjectIdentifiers.envelopedData),
                forgery("nobody signed", "SIGNER_COUNT", m -> m.signers = 0),
                forgery("signed twice", "SIGNER_COUNT", m -> m.signers = 2),
                forgery("content-type missing", "SIGNED_ATTRIBUTES", m -> m.attributes.remove("content-type")),
                forgery(
                        "content-type of another kind",
                        "SIGNED_ATTRIBUTES",
                        m -> m.put("content-type", CMSAttributes.contentType, CMSObjectIdentifiers.signedData)),
                forgery("message-digest missing", "SIGNED_ATTRIBUTES", m -> m.attributes.remove("message-digest")),
                forgery(
                        "message-digest is a text",
                        "MALFORMED_SIGNATURE",
                        m -> m.put("message-digest", CMSAttributes.messageDigest, new DERUTF8String("digest"))),
                forgery(
                        "message-digest cut short",
                        "DIGEST_MISMATCH",
                        m -> m.put("message-digest", CMSAttributes.messageDigest, new DEROctetString(new byte[31]))),
                forgery("signing-time missing", "SIGNED_ATTRIBUTES", m -> m.attributes.remove("signing-time")),
                forgery(
                        "signing-time is a number",
                        "SIGNED_ATTRIBUTES",
                        m -> m.put("signing-time", CMSAttributes.signingTime, new ASN1Integer(5))),
                forgery("signing-time without seconds", "SIGNED_ATTRIBUTES", m -> m.utcTime("2611260911Z")),
                forgery("signing-time of another zone", "SIGNED_ATTRIBUTES", m -> m.utcTime("261126091100+0100")),
                forgery("signing-time on no day", "MALFORMED_SIGNATURE", m -> m.utcTime("260230091100Z")),
                forgery("signing-time of no zone", "SIGNED_ATTRIBUTES", m -> m.generalizedTime("20261126091100")),
                forgery("signing-time in parts", "SIGNED_ATTRIBUTES", m -> m.generalizedTime("20261126091100.5Z")),
                forgery(
                        "an attribute twice",
                        "SIGNED_ATTRIBUTES",
                        m -> m.put("again", CMSAttributes.messageDigest, new DEROctetString(new byte[32]))),
                forgery(
                        "an attribute of two values",
                        "SIGNED_ATTRIBUTES",
                        m -> m.attributes.put(
                                "signing-time",
                                new Attribute(CMSAttributes.signingTime, new DERSet(new ASN1Encodable[] {
                                    new Time(Date.from(Instant.now())), new Time(Date.from(Instant.EPOCH))
                                })))),
                forgery(
                        "an attribute of no value",
                        "SIGNED_ATTRIBUTES",
                        m -> m.attributes.put("signing-time", new Attribute(CMSAttributes.signingTime, new DERSet()))),
                forgery(
                        "digest of SHA-1",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.digestAlgorithm = new AlgorithmIdentifier(SHA1)),
                forgery(
                        "digest of SHA3-256",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha3_256)),
                forgery(
                        "digest is not the signature's",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384)),
                forgery(
                        "digest with odd parameters",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.digestAlgorithm =
                                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, new ASN1Integer(1))),
                forgery("ECDSA with SHA-1", "ALGORITHM_NOT_ALLOWED", m -> m.algorithm("1.2.840.10045.4.1", null)),
                forgery(
                        "ECDSA with odd parameters",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm("1.2.840.10045.4.3.2", new DERSequence())),
                forgery("Ed25519", "ALGORITHM_NOT_ALLOWED", m -> m.algorithm("1.3.101.112", null)),
                forgery("an unknown algorithm", "ALGORITHM_NOT_ALLOWED", m -> m.algorithm("1.2.3.4", null)),
                forgery(
                        "RSA, though the key is not",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(PKCSObjectIdentifiers.sha256WithRSAEncryption.getId(), DERNull.INSTANCE)),
                forgery("PSS without parameters", "ALGORITHM_NOT_ALLOWED", m -> m.algorithm(pss(), null)),
                forgery(
                        "PSS with its default, SHA-1",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(pss(), new RSASSAPSSparams())),
                forgery(
                        "PSS whose mask is made by SHA-1",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(pss(), pss(NISTObjectIdentifiers.id_sha256, SHA1, 32, 1))),
                forgery(
                        "PSS without salt",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(
                                pss(), pss(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha256, 0, 1))),
                forgery(
                        "PSS with another trailer",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(
                                pss(), pss(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha256, 32, 2))),
                forgery(
                        "PSS whose salt is longer than any number",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.algorithm(
                                pss(),
                                new RSASSAPSSparams(
                                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                                        new AlgorithmIdentifier(
                                                PKCSObjectIdentifiers.id_mgf1,
                                                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                                        new ASN1Integer(BigInteger.ONE.shiftLeft(80)),
                                        new ASN1Integer(1)))),
                forgery(
                        "signing-certificate-v2 of another",
                        "SIGNING_CERTIFICATE_MISMATCH",
                        m -> m.put("cades", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(other))),
                forgery(
                        "signing-certificate of another",
                        "SIGNING_CERTIFICATE_MISMATCH",
                        m -> m.put("cades", PKCSObjectIdentifiers.id_aa_signingCertificate, v1(other))),
                forgery("signing-certificate of another beside a good v2", "SIGNING_CERTIFICATE_MISMATCH", m -> {
                    m.put("v2", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(signer));
                    m.put("v1", PKCSObjectIdentifiers.id_aa_signingCertificate, v1(other));
                }),
                forgery(
                        "signing-certificate-v2 with another's serial number",
                        "SIGNING_CERTIFICATE_MISMATCH",
                        m -> m.put("v2", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(signer, other))),
                forgery(
                        "signing-certificate-v2 by SHA-1",
                        "ALGORITHM_NOT_ALLOWED",
                        m -> m.put(
                                "v2",
                                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                                new SigningCertificateV2(
                                        new ESSCertIDv2(new AlgorithmIdentifier(SHA1), new byte[20])))),
                forgery(
                        "CMSAlgorithmProtection of another digest",
                        "SIGNED_ATTRIBUTES",
                        m -> m.protect(NISTObjectIdentifiers.id_sha384, X9ObjectIdentifiers.ecdsa_with_SHA384)),
                forgery(
                        "CMSAlgorithmProtection of another algorithm",
                        "SIGNED_ATTRIBUTES",
                        m -> m.protect(NISTObjectIdentifiers.id_sha256, PKCSObjectIdentifiers.sha256WithRSAEncryption)),
                forgery(
                        "signing-certificate-v2 of nobody",
                        "MALFORMED_SIGNATURE",
                        m -> m.put(
                                "cades",
                                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                                new DERSequence(new DERSequence()))),
                forgery(
                        "another registered signer named",
                        "SIGNATURE_INVALID",
                        m -> m.sid = HandmadeSignature.sid(other)),
                forgery("an unknown signer named", "SIGNER_UNKNOWN", m -> m.sid = HandmadeSignature.sid(stranger)),
                forgery("another's key", "SIGNATURE_INVALID", m -> m.key = other.key()),
                forgery("signature of no bytes", "SIGNATURE_INVALID", m -> m.signature = new byte[0]),
                forgery(
                        "signature of r = s = 0",
                        "SIGNATURE_INVALID",
                        m -> m.signature = new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}),
                forgery(
                        "signature in a form of fixed length",
                        "SIGNATURE_INVALID",
                        m -> m.jca = "SHA256withECDSAinP1363Format"));
    }

    /** Those that are taken. */
    public List<Forgery> taken() {
        return List.of(
                // RFC 5758, 3.2 wants no parameters; some tools write NULL
                oddity("ECDSA with NULL", m -> m.algorithm("1.2.840.10045.4.3.2", DERNull.INSTANCE)),
                oddity(
                        "digest without NULL",
                        m -> m.digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                oddity(
                        "digest with NULL",
                        m -> m.digestAlgorithm =
                                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE)),
                oddity(
                        "signing-certificate-v2",
                        m -> m.put("v2", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(signer))),
                oddity(
                        "signing-certificate",
                        m -> m.put("v1", PKCSObjectIdentifiers.id_aa_signingCertificate, v1(signer))),
                oddity(
                        "signing-certificate-v2 with issuer and serial number",
                        m -> m.put("v2", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(signer, signer))),
                oddity("signing-certificate and its v2", m -> {
                    m.put("v2", PKCSObjectIdentifiers.id_aa_signingCertificateV2, v2(signer));
                    m.put("v1", PKCSObjectIdentifiers.id_aa_signingCertificate, v1(signer));
                }),
                oddity(
                        "CMSAlgorithmProtection",
                        m -> m.protect(NISTObjectIdentifiers.id_sha256, X9ObjectIdentifiers.ecdsa_with_SHA256)),
                oddity("signing-time as GeneralizedTime", m -> m.generalizedTime(now())),
                oddity(
                        "an attribute that we do not know",
                        m -> m.put("more", new ASN1ObjectIdentifier("1.2.3.4"), new ASN1Integer(1))),
                oddity("certificates of others embedded", m -> m.embedded = other));
    }

    private static Forgery forgery(String what, String fault, Consumer<HandmadeSignature> change) {
        return new Forgery(what, fault, change);
    }

    private static Forgery oddity(String what, Consumer<HandmadeSignature> change) {
        return new Forgery(what, "", change);
    }

    private static String now() {
        return DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    }

    private static String pss() {
        return PKCSObjectIdentifiers.id_RSASSA_PSS.getId();
    }

    private static RSASSAPSSparams pss(ASN1ObjectIdentifier hash, ASN1ObjectIdentifier mask, int salt, int trailer) {
        return new RSASSAPSSparams(
                new AlgorithmIdentifier(hash),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, new AlgorithmIdentifier(mask)),
                new ASN1Integer(salt),
                new ASN1Integer(trailer));
    }

    private static SigningCertificateV2 v2(Identity of) {
        return new SigningCertificateV2(
                new ESSCertIDv2(DigestAlgorithm.SHA_256.of(HandmadeSignature.encodedCertificate(of))));
    }

    private static SigningCertificateV2 v2(Identity of, Identity named) {
        IssuerSerial name = new IssuerSerial(
                new GeneralNames(new GeneralName(X500Name.getInstance(
                        named.certificate().getIssuerX500Principal().getEncoded()))),
                named.certificate().getSerialNumber());
        return new SigningCertificateV2(
                new ESSCertIDv2(null, DigestAlgorithm.SHA_256.of(HandmadeSignature.encodedCertificate(of)), name));
    }

    private static SigningCertificate v1(Identity of) {
        try {
            return new SigningCertificate(
                    new ESSCertID(MessageDigest.getInstance("SHA-1").digest(HandmadeSignature.encodedCertificate(of))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
