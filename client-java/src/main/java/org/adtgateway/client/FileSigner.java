package org.adtgateway.client;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.adtgateway.client.internal.signing.Sha256;
import org.adtgateway.client.internal.signing.SignedAttributesSigner;
import org.adtgateway.client.internal.signing.SigningAlgorithm;
import org.adtgateway.client.internal.signing.StreamedContent;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultCMSSignatureEncryptionAlgorithmFinder;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs files with a detached signature: CMS SignedData (RFC 5652) of the CAdES-BES profile (ETSI EN 319
 * 122-1), whose signed attributes are content-type, message-digest, signing-time and signing-certificate-v2 (RFC 5035).
 * ECDSA on P-256 with SHA-256 and on P-384 with SHA-384, RSA from 2048 bits as PKCS#1 v1.5 with SHA-256.
 *
 * <p>The signature is the act: the gateway tells a repetition from a new submission by it. Keep it with the file until
 * the submission is known to have arrived, and send the same bytes again after a failure.
 *
 * <p>Safe for use by several threads, as far as the key is. A file of any size is streamed. Methods throw
 * {@link SigningException} when the key does not serve, and {@link UncheckedIOException} when the file cannot be read.
 */
public final class FileSigner {
    private final Supplier<Key> keys;
    private final Clock clock;

    private FileSigner(Supplier<Key> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        // says at once what cannot sign
        keys.get().algorithm();
    }

    /** Holds a key with its certificate first and then its chain. */
    private record Key(List<X509Certificate> chain, RemoteKey remote) {
        static Key of(KeyMaterial keys) {
            return new Key(keys.chain(), keys::sign);
        }

        X509Certificate certificate() {
            return chain.get(0);
        }

        SigningAlgorithm algorithm() {
            return SigningAlgorithm.of(certificate().getPublicKey());
        }
    }

    /** Signs with a key in memory or on a PKCS#11 token; with the renewed one, once that has replaced it on disk. */
    public static FileSigner of(Identity identity) {
        return new FileSigner(() -> Key.of(identity.keys()), Clock.systemUTC());
    }

    /**
     * Signs with a key that is elsewhere.
     *
     * @param chain the certificate of the key first, then what chain there is
     */
    public static FileSigner remote(List<X509Certificate> chain, RemoteKey key) {
        Key fixed = new Key(List.copyOf(chain), key);
        return new FileSigner(() -> fixed, Clock.systemUTC());
    }

    /** Returns the same signer with another clock for the signing time. */
    public FileSigner withClock(Clock other) {
        return new FileSigner(keys, other);
    }

    /** Returns the certificate of the signing key. */
    public X509Certificate certificate() {
        return keys.get().certificate();
    }

    /**
     * Requires the signing certificate to be valid now: the gateway refuses what is signed with another.
     *
     * @throws SigningException stating when it expired, or from when it is valid
     */
    public void requireValid() {
        KeyMaterial.requireValid(certificate(), "signing", clock.instant());
    }

    /** Returns the algorithm, by the names of the Java Cryptography Architecture, such as {@code SHA256withECDSA}. */
    public String algorithm() {
        return keys.get().algorithm().jcaName();
    }

    /** Signs a file, and returns the signature as DER. */
    public byte[] sign(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return sign(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signs bytes, and returns the signature as DER. */
    public byte[] sign(byte[] content) {
        return sign(new ByteArrayInputStream(content));
    }

    /** Signs a stream to its end, which is not closed, and returns the signature as DER. */
    public byte[] sign(InputStream content) {
        Key key = keys.get();
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build(),
                            new DefaultCMSSignatureEncryptionAlgorithmFinder())
                    .setSignedAttributeGenerator(new SignedAttributes(key.certificate()))
                    .build(
                            new SignedAttributesSigner(
                                    key.algorithm(), key.certificate().getPublicKey(), key.remote()),
                            new X509CertificateHolder(key.certificate().getEncoded())));
            for (X509Certificate certificate : key.chain()) {
                if (certificate.equals(key.certificate()) || !isRoot(certificate)) {
                    generator.addCertificate(new X509CertificateHolder(certificate.getEncoded()));
                }
            }
            return generator
                    .generate(new StreamedContent(content), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (StreamedContent.ReadFailure e) {
            throw new UncheckedIOException(e.reason());
        } catch (CMSException | GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new SigningException("Cannot make the signature: " + e.getMessage(), e);
        }
    }

    /**
     * Creates the signed attributes (RFC 5652, 11.1 to 11.3, and RFC 5035, 3). A class and not a lambda: Java 17 crashes when it archives a lambda whose
     * interface is in a signed jar, and the adt command is started from such an archive.
     */
    private final class SignedAttributes implements CMSAttributeTableGenerator {
        private final X509Certificate signer;

        SignedAttributes(X509Certificate signer) {
            this.signer = signer;
        }

        @Override
        @SuppressWarnings("rawtypes") // as the interface has it
        public AttributeTable getAttributes(Map parameters) {
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data));
            attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(clock.instant()))));
            attributes.add(attribute(CMSAttributes.messageDigest, new DEROctetString((byte[])
                    requireNonNull(parameters.get(CMSAttributeTableGenerator.DIGEST)))));
            attributes.add(attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, signingCertificate(signer)));
            return new AttributeTable(attributes);
        }
    }

    private static SigningCertificateV2 signingCertificate(X509Certificate signer) {
        try {
            byte[] der = signer.getEncoded();
            X509CertificateHolder holder = new X509CertificateHolder(der);
            IssuerSerial issuerSerial =
                    new IssuerSerial(new GeneralNames(new GeneralName(holder.getIssuer())), holder.getSerialNumber());
            return new SigningCertificateV2(new ESSCertIDv2(null, Sha256.of(der), issuerSerial));
        } catch (GeneralSecurityException | IOException e) {
            throw new SigningException("Cannot encode the signing certificate: " + e.getMessage(), e);
        }
    }

    private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }

    /** Tells whether it is a root, which is of no use to a verifier that does not have it already. */
    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
