package org.adtgateway.server.evidence;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Issues receipts: CMS SignedData with content (RFC 5652), CAdES-BES attributes, signed by the service, that {@code openssl cms -verify} checks
 * without us. The content is canonical JSON.
 */
public final class Receipts {
    /** The value of {@code receiptVersion} in every receipt. */
    public static final String VERSION = "1";

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final Provider provider;
    private final AttributeTable signingCertificate;

    /**
     * Loads the key.
     *
     * @param fileKeys signs with a key from a file; a token signs by itself
     * @throws IllegalArgumentException when the key cannot be used
     */
    public Receipts(ReceiptKey configured, Provider fileKeys) {
        ReceiptKey.Loaded loaded = configured.load(fileKeys);
        this.key = loaded.key();
        this.chain = loaded.chain();
        this.provider = loaded.provider();
        this.signingCertificate = signingCertificate(chain.get(0));
    }

    /** The certificate that receipts are signed with. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Signs a statement.
     *
     * @param statement strings, integers, lists and maps
     * @return the receipt as DER
     */
    public byte[] issue(Map<String, ?> statement) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            ContentSigner signer = new JcaContentSignerBuilder(algorithm())
                    .setProvider(provider)
                    .build(key);
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(signingCertificate))
                            .build(signer, chain.get(0)));
            generator.addCertificates(new JcaCertStore(chain));
            return generator
                    .generate(new CMSProcessableByteArray(CanonicalJson.of(statement)), true)
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the receipt key cannot sign", e);
        }
    }

    private String algorithm() {
        // the certificate's: a key on a token does not show of what kind it is
        if (chain.get(0).getPublicKey() instanceof ECKey ec) {
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
