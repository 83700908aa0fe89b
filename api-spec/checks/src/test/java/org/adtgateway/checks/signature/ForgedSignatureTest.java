package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
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
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures put together piece by piece, as no tool would: each is well signed but for what the case changes, and unchanged it is taken. */
class ForgedSignatureTest {
    private static final byte[] CONTENT = "UserID,Period\r\n".getBytes(StandardCharsets.UTF_8);
    private static final String REMEDY =
            "[.(] ?(Send|Sign|Set|Make|Have|Ask|Check|Get|Use)|must use|leave out|, or sign with|\\(openssl: -";
    private static final ASN1ObjectIdentifier SHA1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");

    @TempDir
    private static Path folder;

    private static VerifierFixture fixture;
    private static Identity signer;
    private static Identity other;

    @BeforeAll
    static void start() throws IOException {
        fixture = new VerifierFixture(folder);
        signer = fixture.register(fixture.authority.issueSigner("signer", KeyKind.P256));
        other = fixture.register(fixture.authority.issueSigner("other", KeyKind.P256));
    }

    private static Stream<Arguments> forgeries() {
        return Stream.of(
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
                forgery("another registered signer named", "SIGNATURE_INVALID", m -> m.sid = sid(other)),
                forgery("an unknown signer named", "SIGNER_UNKNOWN", m -> m.sid = sid(stranger())),
                forgery("another's key", "SIGNATURE_INVALID", m -> m.key = other.key()),
                forgery("signature of no octets", "SIGNATURE_INVALID", m -> m.signature = new byte[0]),
                forgery(
                        "signature of r = s = 0",
                        "SIGNATURE_INVALID",
                        m -> m.signature = new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}),
                forgery(
                        "signature in a form of fixed length",
                        "SIGNATURE_INVALID",
                        m -> m.jca = "SHA256withECDSAinP1363Format"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forgeries")
    void refused(String what, String fault, Consumer<Made> change) throws Exception {
        Made made = new Made();
        assertThat(fixture.verify(made.encoded(), CONTENT)).isEqualTo("PASSED");
        change.accept(made);
        SignatureVerdict verdict = fixture.judge(made.encoded(), CONTENT);
        assertThat(verdict).isInstanceOfSatisfying(SignatureVerdict.Refused.class, refused -> {
            assertThat(refused.fault().name()).as(what).isEqualTo(fault);
            assertThat(refused.detail()).as("says what to do").containsPattern(REMEDY);
        });
    }

    /** What comes from the message and goes into answers and logs. */
    @Test
    void namesOfASignerAreShownCut_andWithoutControlCharacters() throws Exception {
        Made made = new Made();
        made.sid = new SignerIdentifier(new IssuerAndSerialNumber(
                new X500Name("1.2.3.4=a\nb" + "c".repeat(20_000)), BigInteger.ONE.shiftLeft(60_000)));
        assertThat(fixture.judge(made.encoded(), CONTENT))
                .isInstanceOfSatisfying(SignatureVerdict.Refused.class, refused -> {
                    assertThat(refused.fault()).isEqualTo(SignatureFault.SIGNER_UNKNOWN);
                    assertThat(refused.detail()).hasSizeLessThan(1000).doesNotContain("\n");
                });
    }

    private static Stream<Arguments> oddities() {
        return Stream.of(
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
                oddity("signing-time as GeneralizedTime", m -> m.generalizedTime("20261126091100Z")),
                oddity(
                        "an attribute that we do not know",
                        m -> m.put("more", new ASN1ObjectIdentifier("1.2.3.4"), new ASN1Integer(1))),
                oddity("certificates of others embedded", m -> m.embedded = other));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void taken(String what, Consumer<Made> change) throws Exception {
        Made made = new Made();
        change.accept(made);
        assertThat(fixture.verify(made.encoded(), CONTENT)).as(what).isEqualTo("PASSED");
    }

    /** Whoever could add to what is not signed could otherwise make a second act of the first. */
    @Test
    void whatIsNotSigned_makesNoOtherAct() throws Exception {
        Made made = new Made();
        byte[] act = act(made.encoded());
        made.unsigned = new DERSet(new Attribute(new ASN1ObjectIdentifier("1.2.3.4"), new DERSet(new ASN1Integer(1))));
        made.embedded = other;
        assertThat(fixture.verify(made.encoded(), CONTENT)).isEqualTo("PASSED");
        assertThat(act(made.encoded())).isEqualTo(act);
        made.put("more", new ASN1ObjectIdentifier("1.2.3.4"), new ASN1Integer(1));
        assertThat(act(made.encoded())).isNotEqualTo(act);
    }

    /** draft-ietf-lamps-cms-euf-cma-signeddata: the attributes of a good signature, passed off as a file that was signed without any. */
    @Test
    void attributesAreNoFile() throws Exception {
        Made made = new Made();
        byte[] file = made.signedAttributes().getEncoded(ASN1Encoding.DER);
        made.withoutAttributes = true;
        assertThat(fixture.verify(made.encoded(), file)).isEqualTo("SIGNED_ATTRIBUTES");
    }

    /** The other way round: a file that looks like attributes, signed by a tool that puts none in, passed off as the attributes of another file. */
    @Test
    void aFileThatIsSignedWithoutAttributes_signsNoOther() throws Exception {
        Made victim = new Made();
        victim.withoutAttributes = true;
        byte[] harmless = new Made().signedAttributes().getEncoded(ASN1Encoding.DER);
        assertThat(fixture.verify(victim.encoded(), harmless)).isEqualTo("SIGNED_ATTRIBUTES");
    }

    private static byte[] act(byte[] signature) {
        return ((ParseResult.Parsed) fixture.verifier.parse(signature)).claim().act();
    }

    private static Arguments forgery(String what, String fault, Consumer<Made> change) {
        return Arguments.of(what, fault, change);
    }

    private static Arguments oddity(String what, Consumer<Made> change) {
        return Arguments.of(what, change);
    }

    private static Identity stranger() {
        return Pki.root("Test CA").issue(new Leaf("stranger"));
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
        return new SigningCertificateV2(new ESSCertIDv2(DigestAlgorithm.SHA_256.of(encoded(of))));
    }

    private static SigningCertificateV2 v2(Identity of, Identity named) {
        IssuerSerial name = new IssuerSerial(
                new GeneralNames(new GeneralName(X500Name.getInstance(
                        named.certificate().getIssuerX500Principal().getEncoded()))),
                named.certificate().getSerialNumber());
        return new SigningCertificateV2(new ESSCertIDv2(null, DigestAlgorithm.SHA_256.of(encoded(of)), name));
    }

    private static SigningCertificate v1(Identity of) {
        try {
            return new SigningCertificate(
                    new ESSCertID(MessageDigest.getInstance("SHA-1").digest(encoded(of))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(Identity of) {
        try {
            return of.certificate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignerIdentifier sid(Identity of) {
        return new SignerIdentifier(new IssuerAndSerialNumber(
                X500Name.getInstance(of.certificate().getIssuerX500Principal().getEncoded()),
                of.certificate().getSerialNumber()));
    }

    /** A signature whose parts can be changed before it is made. */
    private static final class Made {
        private ASN1ObjectIdentifier contentType = CMSObjectIdentifiers.data;
        private @Nullable ASN1Encodable content;
        private int signers = 1;
        private SignerIdentifier sid = sid(signer);
        private PrivateKey key = signer.key();
        private String jca = "SHA256withECDSA";
        private AlgorithmIdentifier digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
        private AlgorithmIdentifier signatureAlgorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        private final Map<String, Attribute> attributes = new LinkedHashMap<>();
        private byte @Nullable [] signature;
        private @Nullable DERSet unsigned;
        private @Nullable Identity embedded;
        private boolean withoutAttributes;

        Made() {
            put("content-type", CMSAttributes.contentType, CMSObjectIdentifiers.data);
            put("message-digest", CMSAttributes.messageDigest, new DEROctetString(DigestAlgorithm.SHA_256.of(CONTENT)));
            put("signing-time", CMSAttributes.signingTime, new Time(Date.from(Instant.now())));
        }

        void put(String name, ASN1ObjectIdentifier type, ASN1Encodable value) {
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

        DERSet signedAttributes() {
            return new DERSet(attributes.values().toArray(Attribute[]::new));
        }

        byte[] encoded() throws IOException, GeneralSecurityException {
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
                    embedded == null
                            ? null
                            : new DERSet(Certificate.getInstance(ForgedSignatureTest.encoded(embedded))),
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
    }
}
