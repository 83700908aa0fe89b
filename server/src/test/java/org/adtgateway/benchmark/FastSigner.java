package org.adtgateway.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.testing.Pki.Identity;
import org.bouncycastle.asn1.ASN1Encoding;
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
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;

/**
 * Makes signatures of the form that the SDK makes. Unlike the SDK it does not check each of them with the certificate, which takes more time than all
 * else: the driver signs hundreds a second on the machine that it measures.
 */
final class FastSigner {
    private final PrivateKey key;
    private final List<X509CertificateHolder> chain = new ArrayList<>();
    private final AttributeTable attributes;
    private final DigestCalculatorProvider digests;

    FastSigner(Identity identity) throws IOException, GeneralSecurityException {
        this.key = KeyFactory.getInstance("EC", CryptoProviders.ecdsa())
                .generatePrivate(new PKCS8EncodedKeySpec(identity.key().getEncoded()));
        for (var each : identity.chain()) {
            if (!each.getSubjectX500Principal().equals(each.getIssuerX500Principal())) {
                chain.add(new JcaX509CertificateHolder(each));
            }
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain.get(0).getEncoded());
        this.attributes = new AttributeTable(new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2(digest)))));
        try {
            this.digests = new JcaDigestCalculatorProviderBuilder().build();
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** The detached signature of some bytes as DER. */
    byte[] sign(byte[] content) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(digests)
                    .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes))
                    .build(
                            new JcaContentSignerBuilder("SHA256withECDSA")
                                    .setProvider(CryptoProviders.ecdsa())
                                    .build(key),
                            chain.get(0)));
            generator.addCertificates(new CollectionStore<>(chain));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
