package org.adtgateway.adt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Creates a key pair, and writes it as PEM: PKCS#8 (RFC 5958) and a certificate request (RFC 2986). */
final class KeyPairFiles {
    private static final Pattern SPECIAL = Pattern.compile("[+\"<>;\\\\]");
    private static final int P256_BITS = 256;
    private static final int ITERATIONS = 600_000;
    private static final int EMPTY_SEQUENCE = 2;

    private final KeyPair keys;
    private final X500Principal subject;

    private KeyPairFiles(KeyPair keys, X500Principal subject) {
        this.keys = keys;
        this.subject = subject;
    }

    static KeyPairFiles create(KeysCommand.KeyType type, String subject) {
        try {
            X500Principal name = new X500Principal(subject);
            if (name.getEncoded().length == EMPTY_SEQUENCE) {
                throw new IllegalArgumentException("an empty name");
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type.curve() == null ? "RSA" : "EC");
            if (type.curve() == null) {
                generator.initialize(type.bits());
            } else {
                generator.initialize(new ECGenParameterSpec(type.curve()));
            }
            return new KeyPairFiles(generator.generateKeyPair(), name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("Not a distinguished name: '" + subject + "'; write CN=..., O=..."
                    + (SPECIAL.matcher(subject).find()
                            ? ", and put a backslash before each of + \" < > ; \\ within a name"
                            : ""));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime cannot generate keys", e);
        }
    }

    /** @param password empty for a key that is not encrypted */
    String pem(char[] password) {
        try {
            return password.length == 0
                    ? pem("PRIVATE KEY", keys.getPrivate().getEncoded())
                    : pem("ENCRYPTED PRIVATE KEY", encrypted(password));
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("This Java runtime cannot encrypt keys", e);
        }
    }

    /** Encrypts the key by PBES2 with PBKDF2 (RFC 8018, 6.2), which OpenSSL and Java read; the JDK alone cannot write it. */
    private byte[] encrypted(char[] password) throws OperatorCreationException, IOException {
        return new JcaPKCS8EncryptedPrivateKeyInfoBuilder(keys.getPrivate())
                .build(new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
                        .setIterationCount(ITERATIONS)
                        .build(password))
                .getEncoded();
    }

    PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /** Issues a certificate for {@code localhost} that is valid for a day. */
    X509Certificate selfSigned() {
        try {
            Instant now = Instant.now();
            byte[] der = new JcaX509v3CertificateBuilder(
                            subject,
                            BigInteger.ONE,
                            Date.from(now.minus(1, ChronoUnit.HOURS)),
                            Date.from(now.plus(1, ChronoUnit.DAYS)),
                            subject,
                            keys.getPublic())
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("The certificate cannot be created", e);
        }
    }

    String requestPem() {
        try {
            String algorithm = keys.getPrivate() instanceof ECKey ec
                    ? (ec.getParams().getOrder().bitLength() > P256_BITS ? "SHA384withECDSA" : "SHA256withECDSA")
                    : "SHA256withRSA";
            return pem(
                    "CERTIFICATE REQUEST",
                    new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                            .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()))
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("The certificate request cannot be created", e);
        }
    }

    private static String pem(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
