package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The clients for TypeScript and Python rely on a receipt where the Java SDK does, and nowhere else. */
class ClientReceiptsTest {
    private static final int DIGITAL_SIGNATURE = KeyUsage.digitalSignature;
    private static final int AUTHORITY = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    private static final String SDKS = "mvn -Psdks packs the clients and runs this";

    @TempDir
    private static Path folder;

    private static final Map<String, Boolean> CASES = new TreeMap<>();
    private static TestPki.Holder root;

    @BeforeAll
    static void makeReceipts() throws Exception {
        root = Maker.of("root").authority().issuedBy(null);
        relied("ec", Maker.of("receipts").issuedBy(root));
        relied("p384", Maker.of("receipts").key("secp384r1").issuedBy(root));
        relied("rsa", Maker.of("receipts").key("2048").issuedBy(root));
        relied(
                "non-repudiation",
                Maker.of("receipts").usage(KeyUsage.nonRepudiation).issuedBy(root));
        relied("no-usage", Maker.of("receipts").usage(0).issuedBy(root));
        relied(
                "for-mail-too",
                Maker.of("receipts")
                        .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_emailProtection)
                        .issuedBy(root));
        relied(
                "below",
                Maker.of("receipts").issuedBy(Maker.of("below").authority().issuedBy(root)));

        refused(
                "for-servers",
                Maker.of("receipts").purposes(KeyPurposeId.id_kp_serverAuth).issuedBy(root));
        refused(
                "for-tls",
                Maker.of("receipts")
                        .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                        .issuedBy(root));
        refused(
                "for-agreement",
                Maker.of("receipts").usage(KeyUsage.keyAgreement).issuedBy(root));
        refused("authority", Maker.of("receipts").authority().issuedBy(root));
        refused(
                "authority-that-signs",
                Maker.of("receipts")
                        .authority()
                        .usage(AUTHORITY | DIGITAL_SIGNATURE)
                        .issuedBy(root));
        refused("weak-key", Maker.of("receipts").key("1024").issuedBy(root));
        refused("other-curve", Maker.of("receipts").key("secp521r1").issuedBy(root));
        refused("by-sha1", Maker.of("receipts").digest("SHA1").issuedBy(root));
        refused("critical", Maker.of("receipts").critical().issuedBy(root));
        refused(
                "below-tls",
                Maker.of("receipts")
                        .issuedBy(Maker.of("below")
                                .authority()
                                .purposes(KeyPurposeId.id_kp_serverAuth)
                                .issuedBy(root)));
        refused(
                "below-weak-key",
                Maker.of("receipts")
                        .issuedBy(Maker.of("below").authority().key("1024").issuedBy(root)));
        refused(
                "below-by-sha1",
                Maker.of("receipts")
                        .issuedBy(Maker.of("below").authority().digest("SHA1").issuedBy(root)));
        refused(
                "below-without-usage",
                Maker.of("receipts")
                        .issuedBy(Maker.of("below")
                                .authority()
                                .usage(DIGITAL_SIGNATURE)
                                .issuedBy(root)));
        refused(
                "below-no-authority",
                Maker.of("receipts").issuedBy(Maker.of("below").issuedBy(root)));
        refused(
                "other-root",
                Maker.of("receipts").issuedBy(Maker.of("root").authority().issuedBy(null)));
        write("signed-by-sha1", Maker.of("receipts").issuedBy(root), "SHA1", false);
        byte[] good = Files.readAllBytes(folder.resolve("ec.p7m"));
        write("followed-by-bytes", Arrays.concatenate(good, "junk".getBytes(StandardCharsets.UTF_8)), false);
        ContentInfo signed = ContentInfo.getInstance(good);
        ContentInfo enveloped = new ContentInfo(CMSObjectIdentifiers.envelopedData, signed.getContent());
        write("of-another-type", enveloped.getEncoded(), false);
    }

    private static void relied(String name, TestPki.Holder signer) throws Exception {
        write(name, signer, "SHA256", true);
    }

    private static void refused(String name, TestPki.Holder signer) throws Exception {
        write(name, signer, "SHA256", false);
    }

    private static void write(String name, TestPki.Holder signer, String digest, boolean isRelied) throws Exception {
        byte[] file = name.getBytes(StandardCharsets.UTF_8);
        write(name, TestReceipts.sign(signer, TestReceipts.json(name, file), digest), isRelied);
    }

    private static void write(String name, byte[] receipt, boolean isRelied) throws Exception {
        Files.write(folder.resolve(name + ".p7m"), receipt);
        root.writeCertificates(folder.resolve(name + ".pem"));
        CASES.put(name, isRelied);
    }

    private static List<String> relied() {
        return CASES.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void java_isTheMeasure() {
        ReceiptVerifier verifier = ReceiptVerifier.trusting(List.of(root.certificate()));

        assertThat(CASES.keySet().stream().filter(name -> isReliedOn(name, verifier)))
                .containsExactlyInAnyOrderElementsOf(relied());
    }

    private static boolean isReliedOn(String name, ReceiptVerifier verifier) {
        try {
            verifier.verify(Files.readAllBytes(folder.resolve(name + ".p7m")));
            return true;
        } catch (ReceiptRefusedException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "sdks", matches = ".+", disabledReason = SDKS)
    void typescript_reliesOnTheSame() throws Exception {
        assertReliesOnTheSame(ClientProject.typescript(folder.resolve("typescript")));
    }

    @Test
    @EnabledIfSystemProperty(named = "sdks", matches = ".+", disabledReason = SDKS)
    void python_reliesOnTheSame() throws Exception {
        assertReliesOnTheSame(ClientProject.python(folder.resolve("python")));
    }

    private static void assertReliesOnTheSame(ClientProject client) throws Exception {
        assertThat(client.run("receipts", folder.toString()).lines()).containsExactlyInAnyOrderElementsOf(relied());
    }

    /** Makes a certificate, also one that no authority would issue. */
    private static final class Maker {
        private final String name;
        private String key = "secp256r1";
        private String digest = "SHA256";
        private int usage = DIGITAL_SIGNATURE;
        private boolean isAuthority;
        private boolean isCritical;
        private KeyPurposeId[] purposes = {};

        private Maker(String name) {
            this.name = name;
        }

        static Maker of(String name) {
            return new Maker(name);
        }

        Maker authority() {
            isAuthority = true;
            return usage(AUTHORITY);
        }

        /** The name of a curve, or the bits of RSA. */
        Maker key(String other) {
            key = other;
            return this;
        }

        Maker digest(String other) {
            digest = other;
            return this;
        }

        /** None for 0. */
        Maker usage(int bits) {
            usage = bits;
            return this;
        }

        Maker purposes(KeyPurposeId... all) {
            purposes = all;
            return this;
        }

        /** With an extension that nobody knows. */
        Maker critical() {
            isCritical = true;
            return this;
        }

        TestPki.Holder issuedBy(TestPki.@Nullable Holder issuer) throws Exception {
            KeyPair keys = keys();
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer == null
                            ? subject
                            : X500Name.getInstance(issuer.certificate()
                                    .getSubjectX500Principal()
                                    .getEncoded()),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (usage != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            }
            if (purposes.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            if (isCritical) {
                builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), true, DERNull.INSTANCE);
            }
            var signingKey = issuer == null ? keys.getPrivate() : issuer.key();
            String algorithm = digest + "with" + (signingKey.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
            List<X509Certificate> chain = new ArrayList<>(List.of(new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey)))));
            if (issuer != null) {
                chain.addAll(issuer.chain());
            }
            return new TestPki.Holder(keys.getPrivate(), chain);
        }

        private KeyPair keys() throws GeneralSecurityException {
            boolean rsa = key.matches("[0-9]+");
            KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
            if (rsa) {
                generator.initialize(Integer.parseInt(key));
            } else {
                generator.initialize(new ECGenParameterSpec(key));
            }
            return generator.generateKeyPair();
        }
    }
}
