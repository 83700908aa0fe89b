package org.adtgateway.server.evidence;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;
import org.jspecify.annotations.Nullable;

/**
 * Issues receipts: CMS SignedData with content (RFC 5652), CAdES-BES attributes, signed by the service, that {@code openssl cms -verify} checks
 * without us. The content is canonical JSON.
 */
public final class ReceiptIssuer {
    /** The value of {@code receiptVersion} in every receipt. */
    public static final String VERSION = "1";

    private final ReceiptKey.Loaded loaded;
    private final @Nullable String environment;
    private final List<X509CertificateHolder> certificates = new ArrayList<>();
    private final AttributeTable signingCertificate;
    private final DigestCalculatorProvider digests;

    /**
     * Loads the key.
     *
     * @param fileKeys signs with a key from a file; a token signs by itself
     * @param environment that each receipt states; null where it has no name
     * @throws IllegalArgumentException when the key cannot be used
     */
    public ReceiptIssuer(ReceiptKey configured, Provider fileKeys, @Nullable String environment) {
        this.loaded = configured.load(fileKeys);
        this.environment = environment;
        this.signingCertificate = signingCertificate(certificate());
        try {
            for (X509Certificate each : loaded.chain()) {
                certificates.add(new JcaX509CertificateHolder(each));
            }
            this.digests = new JcaDigestCalculatorProviderBuilder().build();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalArgumentException("the receipt certificate cannot be used", e);
        }
        requireThatItSigns();
    }

    /** Tries the key once, so that what it cannot do stops the start and not each submission. */
    private void requireThatItSigns() {
        try {
            SignerInformation trial = new CMSSignedData(issue(Map.of("receiptVersion", VERSION)))
                    .getSignerInfos()
                    .iterator()
                    .next();
            if (!trial.verify(
                    new JcaSimpleSignerInfoVerifierBuilder().build(certificate().getPublicKey()))) {
                throw new IllegalArgumentException("receipts: the key does not belong to its certificate");
            }
        } catch (CMSException | OperatorCreationException e) {
            throw new IllegalArgumentException("receipts: the key does not belong to its certificate", e);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("receipts: the key cannot sign: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate that receipts are signed with. */
    public X509Certificate certificate() {
        return loaded.chain().get(0);
    }

    /**
     * Signs a statement, with the name of the environment.
     *
     * @param statement strings, integers, lists and maps
     * @return the receipt as DER
     */
    public byte[] issue(Map<String, ?> statement) {
        try {
            ContentSigner signature = new JcaContentSignerBuilder(algorithm())
                    .setProvider(loaded.provider())
                    .build(loaded.key());
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(digests)
                    .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(signingCertificate))
                    .build(signature, certificates.get(0)));
            generator.addCertificates(new CollectionStore<>(certificates));
            return generator
                    .generate(new CMSProcessableByteArray(CanonicalJson.of(complete(statement))), true)
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the receipt key cannot sign", e);
        }
    }

    private Map<String, ?> complete(Map<String, ?> statement) {
        if (environment == null) {
            return statement;
        }
        Map<String, Object> complete = new HashMap<>(statement);
        complete.put("environment", environment);
        return complete;
    }

    private String algorithm() {
        // the certificate's: a key on a token does not show of what kind it is
        if (certificate().getPublicKey() instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
        }
        return "SHA256withRSA";
    }

    /** RFC 5035, 5.4.1: binds the signature to this certificate. */
    private static AttributeTable signingCertificate(X509Certificate certificate) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                    new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
            return new AttributeTable(attributes);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the receipt certificate cannot be encoded", e);
        }
    }
}
