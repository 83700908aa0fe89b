package org.adtgateway.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A certificate authority that lives for one test run. */
public final class TestPki {
    public static final char[] PASSWORD = "changeit".toCharArray();
    private static final AtomicLong SERIAL = new AtomicLong(4096);

    private final Holder ca;

    public TestPki(String name) {
        this(name, Instant.now().minus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)));
    }

    public TestPki(String name, Instant notBefore, Instant notAfter) {
        KeyPair keys = keys("EC", "secp256r1");
        X500Name subject = new X500Name("CN=" + name);
        this.ca = new Holder(
                keys.getPrivate(),
                List.of(certify(
                        subject,
                        subject,
                        keys,
                        keys.getPrivate(),
                        notBefore,
                        notAfter,
                        true,
                        KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    /** A private key and its chain, the certificate itself first and the root last. */
    public record Holder(PrivateKey key, List<X509Certificate> chain) {
        public X509Certificate certificate() {
            return chain.get(0);
        }

        public Identity identity() {
            try {
                return Identity.keyStore(store(), null, PASSWORD);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        public Path writePkcs12(Path file) {
            try (OutputStream out = Files.newOutputStream(file)) {
                store().store(out, PASSWORD);
                return file;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        public Path writeKey(Path file) {
            return writePem(file, "PRIVATE KEY", key.getEncoded());
        }

        public Path writeCertificates(Path file) {
            try {
                Files.writeString(file, "");
                for (X509Certificate certificate : chain) {
                    Path one = writePem(Files.createTempFile("c", ".pem"), "CERTIFICATE", certificate.getEncoded());
                    Files.writeString(file, Files.readString(file) + Files.readString(one));
                    Files.delete(one);
                }
                return file;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private KeyStore store() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", key, PASSWORD, chain.toArray(Certificate[]::new));
            return store;
        }
    }

    public X509Certificate root() {
        return ca.certificate();
    }

    public Path writeRoot(Path file) {
        return ca.writeCertificates(file);
    }

    public Holder issue(String name) {
        return issue(name, "EC", "secp256r1", KeyUsage.digitalSignature);
    }

    public Holder issue(String name, String algorithm, String strength) {
        return issue(name, algorithm, strength, KeyUsage.digitalSignature);
    }

    public Holder issue(String name, String algorithm, String strength, int usage) {
        Instant now = Instant.now();
        return issue(name, algorithm, strength, usage, now.minus(Duration.ofDays(20)), now.plus(Duration.ofDays(20)));
    }

    public Holder issue(
            String name, String algorithm, String strength, int usage, Instant notBefore, Instant notAfter) {
        KeyPair keys = keys(algorithm, strength);
        X500Name issuer = X500Name.getInstance(root().getSubjectX500Principal().getEncoded());
        X509Certificate certificate =
                certify(new X500Name("CN=" + name), issuer, keys, ca.key(), notBefore, notAfter, false, usage);
        return new Holder(keys.getPrivate(), List.of(certificate, root()));
    }

    static Path writePem(Path file, String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keys(String algorithm, String strength) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec(strength));
            } else {
                generator.initialize(Integer.parseInt(strength));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certify(
            X500Name subject,
            X500Name issuer,
            KeyPair keys,
            PrivateKey issuerKey,
            Instant notBefore,
            Instant notAfter,
            boolean isCa,
            int usage) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(SERIAL.incrementAndGet()),
                            Date.from(notBefore),
                            Date.from(notAfter),
                            subject,
                            keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!isCa) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
