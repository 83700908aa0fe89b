package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.testing.Forgeries;
import org.adtgateway.testing.Forgeries.Forgery;
import org.adtgateway.testing.HandmadeSignature;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures put together piece by piece, as no tool would: each is well signed but for what the case changes, and unchanged it is taken. */
class ForgedSignatureTest {
    private static final byte[] CONTENT = "UserID,Period\r\n".getBytes(StandardCharsets.UTF_8);
    private static final String REMEDY =
            "[.(] ?(Send|Sign|Set|Make|Have|Ask|Check|Get|Use)|must use|leave out|, or sign with|\\(openssl: -";

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

    private static Stream<Forgery> forgeries() {
        return forged().refused().stream();
    }

    private static Stream<Forgery> oddities() {
        return forged().taken().stream();
    }

    private static Forgeries forged() {
        return new Forgeries(signer, other, Pki.root("Test CA").issue(new Leaf("stranger")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void refused(Forgery forgery) throws Exception {
        assertThat(fixture.verify(new HandmadeSignature(signer, CONTENT).encoded(), CONTENT))
                .isEqualTo("PASSED");
        SignatureVerdict verdict = fixture.judge(forgery.sign(signer, CONTENT), CONTENT);
        assertThat(verdict).isInstanceOfSatisfying(SignatureVerdict.Refused.class, refused -> {
            assertThat(refused.fault().name()).as(forgery.what()).isEqualTo(forgery.fault());
            assertThat(refused.detail()).as("says what to do").containsPattern(REMEDY);
        });
    }

    /** What comes from the message and goes into answers and logs. */
    @Test
    void namesOfASignerAreShownCut_andWithoutControlCharacters() throws Exception {
        HandmadeSignature made = new HandmadeSignature(signer, CONTENT);
        made.signer(new X500Name("1.2.3.4=a\nb" + "c".repeat(20_000)), BigInteger.ONE.shiftLeft(60_000));
        assertThat(fixture.judge(made.encoded(), CONTENT))
                .isInstanceOfSatisfying(SignatureVerdict.Refused.class, refused -> {
                    assertThat(refused.fault()).isEqualTo(SignatureFault.SIGNER_UNKNOWN);
                    assertThat(refused.detail()).hasSizeLessThan(1000).doesNotContain("\n");
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void taken(Forgery oddity) {
        assertThat(fixture.verify(oddity.sign(signer, CONTENT), CONTENT)).isEqualTo("PASSED");
    }

    /** Anyone who could add to what is not signed could otherwise make a second act of the first. */
    @Test
    void whatIsNotSigned_makesNoOtherAct() throws Exception {
        HandmadeSignature made = new HandmadeSignature(signer, CONTENT);
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
        HandmadeSignature made = new HandmadeSignature(signer, CONTENT);
        byte[] file = made.signedAttributes().getEncoded(ASN1Encoding.DER);
        made.withoutAttributes = true;
        assertThat(fixture.verify(made.encoded(), file)).isEqualTo("SIGNED_ATTRIBUTES");
    }

    /** The other way round: a file that looks like attributes, signed by a tool that puts none in, passed off as the attributes of another file. */
    @Test
    void aFileThatIsSignedWithoutAttributes_signsNoOther() throws Exception {
        HandmadeSignature victim = new HandmadeSignature(signer, CONTENT);
        victim.withoutAttributes = true;
        byte[] harmless =
                new HandmadeSignature(signer, CONTENT).signedAttributes().getEncoded(ASN1Encoding.DER);
        assertThat(fixture.verify(victim.encoded(), harmless)).isEqualTo("SIGNED_ATTRIBUTES");
    }

    private static byte[] act(byte[] signature) {
        return ((ParseResult.Parsed) fixture.parser.parseDetached(signature))
                .claim()
                .act();
    }
}
