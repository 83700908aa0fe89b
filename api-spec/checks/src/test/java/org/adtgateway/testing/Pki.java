package org.adtgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** A PKI made at run time and thrown away: {@code Pki.root("…").issue(…)}. Nothing of it is ever written into the project. */
public final class Pki {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Pki() {}

    /** Kinds of keys that the gateway meets. */
    public enum KeyKind {
        P256,
        P384,
        RSA2048,
        RSA3072,
        RSA4096,
        RSA1024,
        SECP256K1,
        ED25519
    }

    /** A key with its certificate; the chain begins with the certificate and ends below the root. */
    public record Identity(PrivateKey key, X509Certificate certificate, List<X509Certificate> chain) {
        /** Writes NAME.pem (chain), NAME.key (PKCS#8) and NAME.p12. */
        public void write(Path folder, String name, String password) throws IOException {
            Files.createDirectories(folder);
            writePem(folder.resolve(name + ".pem"), chain);
            try (Writer out = Files.newBufferedWriter(folder.resolve(name + ".key"));
                    JcaPEMWriter pem = new JcaPEMWriter(out)) {
                // PKCS#8, as the writer's own form of EC keys leaves out the curve
                pem.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
            }
            writePkcs12(folder.resolve(name + ".p12"), name, password);
        }

        /** Writes key and chain as PKCS#12. */
        public void writePkcs12(Path file, String alias, String password) throws IOException {
            try (OutputStream out = Files.newOutputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(alias, key, password.toCharArray(), chain.toArray(new Certificate[0]));
                store.store(out, password.toCharArray());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A root authority, valid for ten years from a month ago. */
    public static Authority root(String name) {
        return root(name, KeyKind.P256);
    }

    /** As {@link #root(String)}, with another kind of key. */
    public static Authority root(String name, KeyKind kind) {
        return root(new Leaf(name).key(kind));
    }

    /** As {@link #root(String)}, of another shape. */
    public static Authority root(Leaf shape) {
        KeyPair keys = keyPair(shape.kind);
        X509Certificate certificate = shape.ca()
                .validFor(Duration.ofDays(3650))
                .certificate(keys, new X500Name("CN=" + shape.name), keys.getPrivate(), null);
        return new Authority(keys.getPrivate(), certificate, List.of());
    }

    /** Writes certificates as PEM. */
    public static void writePem(Path file, Collection<X509Certificate> certificates) throws IOException {
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            for (X509Certificate each : certificates) {
                pem.writeObject(each);
            }
        }
    }

    /** Writes certificates as a PKCS#12 trust store. */
    public static void writeTrustStore(Path file, String password, X509Certificate... certificates) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.length; i++) {
                store.setCertificateEntry("ca" + i, certificates[i]);
            }
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Issues certificates and revocation lists. */
    public record Authority(PrivateKey key, X509Certificate certificate, List<X509Certificate> above) {
        /** Reads one that {@link #write} has written. */
        public static Authority read(Path file, String password) {
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(in, password.toCharArray());
                List<X509Certificate> chain = Stream.of(store.getCertificateChain("authority"))
                        .map(X509Certificate.class::cast)
                        .toList();
                return new Authority(
                        (PrivateKey) store.getKey("authority", password.toCharArray()),
                        chain.get(0),
                        chain.subList(1, chain.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Writes key, certificate and those above it as PKCS#12. */
        public void write(Path file, String password) throws IOException {
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(certificate);
            chain.addAll(above);
            new Identity(key, certificate, chain).writePkcs12(file, "authority", password);
        }

        /** A leaf for signing files. */
        public Identity issueSigner(String name, KeyKind kind) {
            return issue(new Leaf(name).key(kind).usage(KeyUsage.digitalSignature));
        }

        /** A leaf for a TLS client. */
        public Identity issueClient(String name) {
            return issue(new Leaf(name).usage(KeyUsage.digitalSignature).extendedUsage(KeyPurposeId.id_kp_clientAuth));
        }

        /** A leaf for a TLS server on this machine. */
        public Identity issueServer(String name) {
            return issue(new Leaf(name)
                    .usage(KeyUsage.digitalSignature)
                    .extendedUsage(KeyPurposeId.id_kp_serverAuth)
                    .forLocalhost());
        }

        /** Any leaf. */
        public Identity issue(Leaf leaf) {
            KeyPair keys = keyPair(leaf.kind);
            X509Certificate issued = leaf.certificate(keys, subject(certificate), key, certificate);
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(issued);
            if (!above.isEmpty()) {
                chain.add(certificate);
            }
            return new Identity(keys.getPrivate(), issued, chain);
        }

        /** An authority below this one. */
        public Authority issueAuthority(String name) {
            return issueAuthority(new Leaf(name));
        }

        /** An authority below this one, under a certificate policy. */
        public Authority issueAuthority(String name, String policy) {
            return issueAuthority(new Leaf(name).policy(policy));
        }

        /** An authority below this one, of another shape. */
        public Authority issueAuthority(Leaf shape) {
            Identity issued = issue(shape.ca().validFor(Duration.ofDays(1825)));
            return new Authority(issued.key(), issued.certificate(), higher());
        }

        /** Another certificate for the name and key of an authority below this one. */
        public Authority reissue(Authority authority) {
            String name = authority.certificate().getSubjectX500Principal().getName();
            Leaf shape = new Leaf(name).ca().validFor(Duration.ofDays(1825));
            KeyPair keys = new KeyPair(authority.certificate().getPublicKey(), authority.key());
            X509Certificate again = shape.certificate(keys, subject(certificate), key, certificate);
            return new Authority(authority.key(), again, higher());
        }

        /** A signing certificate of the same key that ends at another time. */
        public Identity renew(Identity signer, Duration validFor) {
            KeyPair keys = new KeyPair(signer.certificate().getPublicKey(), signer.key());
            X509Certificate again = new Leaf("renewed")
                    .usage(KeyUsage.digitalSignature)
                    .validFor(validFor)
                    .certificate(keys, subject(certificate), key, certificate);
            return new Identity(signer.key(), again, List.of(again));
        }

        private List<X509Certificate> higher() {
            List<X509Certificate> higher = new ArrayList<>();
            higher.add(certificate);
            higher.addAll(above);
            return higher;
        }

        /** A revocation list, valid from a month ago for a week from now. */
        public X509CRL crl(X509Certificate... revoked) {
            Instant now = Instant.now();
            return crl(now.minus(Duration.ofDays(30)), now.plus(Duration.ofDays(7)), revoked);
        }

        /** A revocation list. */
        public X509CRL crl(Instant thisUpdate, Instant nextUpdate, X509Certificate... revoked) {
            X509v2CRLBuilder crl = new X509v2CRLBuilder(subject(certificate), Date.from(thisUpdate));
            crl.setNextUpdate(Date.from(nextUpdate));
            for (X509Certificate each : revoked) {
                crl.addCRLEntry(each.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise);
            }
            try {
                return new JcaX509CRLConverter().getCRL(crl.build(signer(key)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A revocation list with many entries of nobody, and one at its end. */
        public X509CRL largeCrl(int entries, X509Certificate last) {
            Date now = Date.from(Instant.now());
            X509v2CRLBuilder crl = new X509v2CRLBuilder(subject(certificate), now);
            crl.setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(7))));
            for (int i = 0; i < entries; i++) {
                crl.addCRLEntry(new BigInteger(120, RANDOM).setBit(119), now, CRLReason.superseded);
            }
            crl.addCRLEntry(last.getSerialNumber(), now, CRLReason.keyCompromise);
            try {
                return new JcaX509CRLConverter().getCRL(crl.build(signer(key)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Writes a revocation list as DER. */
        public void writeCrl(Path file, X509Certificate... revoked) throws IOException {
            try {
                Files.write(file, crl(revoked).getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The shape of a certificate to be issued. */
    public static final class Leaf {
        private final String name;
        private KeyKind kind = KeyKind.P256;
        private Instant notBefore = Instant.now().minus(Duration.ofDays(30));
        private Instant notAfter = Instant.now().plus(Duration.ofDays(365));
        private boolean ca;
        private boolean localhost;
        private @Nullable Integer usage;
        private @Nullable KeyPurposeId extendedUsage;
        private @Nullable String policy;
        private @Nullable String algorithm;
        private final List<Extension> more = new ArrayList<>();

        public Leaf(String name) {
            this.name = name;
        }

        public Leaf key(KeyKind kind) {
            this.kind = kind;
            return this;
        }

        public Leaf validFor(Duration duration) {
            this.notAfter = Instant.now().plus(duration);
            return this;
        }

        public Leaf valid(Instant from, Instant to) {
            this.notBefore = from;
            this.notAfter = to;
            return this;
        }

        /** Bits of {@link KeyUsage}. */
        public Leaf usage(int usage) {
            this.usage = usage;
            return this;
        }

        public Leaf extendedUsage(KeyPurposeId usage) {
            this.extendedUsage = usage;
            return this;
        }

        /** The OID of a certificate policy. */
        public Leaf policy(String policy) {
            this.policy = policy;
            return this;
        }

        /** One more extension, not critical. */
        public Leaf extension(ASN1ObjectIdentifier type, ASN1Object value) {
            try {
                return extension(type, false, value.getEncoded());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** One more extension, or another value of one that there is, well-formed or not. */
        public Leaf extension(ASN1ObjectIdentifier type, boolean critical, byte[] value) {
            more.add(new Extension(type, critical, value));
            return this;
        }

        /** The algorithm that the issuer signs with, as Bouncy Castle names it. */
        public Leaf signedWith(String algorithm) {
            this.algorithm = algorithm;
            return this;
        }

        /** An authority's certificate. */
        public Leaf ca() {
            this.ca = true;
            return usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
        }

        private Leaf forLocalhost() {
            this.localhost = true;
            return this;
        }

        private X509Certificate certificate(
                KeyPair keys, X500Name issuer, PrivateKey issuerKey, @Nullable X509Certificate issuerCertificate) {
            try {
                X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(120, RANDOM).setBit(119),
                        Date.from(notBefore),
                        Date.from(notAfter),
                        new X500Name(name.contains("=") ? name : "CN=" + name),
                        keys.getPublic());
                JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
                builder.addExtension(
                        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
                if (issuerCertificate != null) {
                    builder.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            extensions.createAuthorityKeyIdentifier(issuerCertificate));
                }
                if (usage != null) {
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
                }
                if (extendedUsage != null) {
                    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(extendedUsage));
                }
                if (policy != null) {
                    builder.addExtension(
                            Extension.certificatePolicies,
                            false,
                            new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(policy))));
                }
                for (Extension each : more) {
                    if (builder.hasExtension(each.getExtnId())) {
                        builder.replaceExtension(each);
                    } else {
                        builder.addExtension(each);
                    }
                }
                if (localhost) {
                    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                    }));
                }
                return new JcaX509CertificateConverter()
                        .getCertificate(builder.build(
                                algorithm == null
                                        ? signer(issuerKey)
                                        : new JcaContentSignerBuilder(algorithm)
                                                .setProvider(new BouncyCastleProvider())
                                                .build(issuerKey)));
            } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder(key instanceof ECKey ? "SHA256withECDSA" : "SHA256withRSA").build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    /** A new key pair. */
    public static KeyPair keyPair(KeyKind kind) {
        try {
            return switch (kind) {
                case P256 -> ec("secp256r1");
                case P384 -> ec("secp384r1");
                case SECP256K1 -> bouncyCastle("secp256k1");
                case RSA2048 -> rsa(2048);
                case RSA3072 -> rsa(3072);
                case RSA4096 -> rsa(4096);
                case RSA1024 -> rsa(1024);
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair bouncyCastle(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
