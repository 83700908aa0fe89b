package org.adtgateway.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.adtgateway.client.internal.signing.Sha256;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Receipts as the service makes them. */
public final class TestReceipts {
    private TestReceipts() {}

    public static String json(String submissionId, byte[] file) {
        return "{\"fileSha256\":\"" + Sha256.hex(file) + "\",\"fileSize\":" + file.length
                + ",\"fileType\":\"ADT\",\"partyId\":\"northern-power\",\"kind\":\"SUBMISSION\","
                + "\"receiptVersion\":\"1\",\"receivedAt\":\"2026-11-23T09:00:00.123456Z\",\"submissionId\":\""
                + submissionId + "\"}";
    }

    public static byte[] sign(TestPki.Holder service, String json) {
        return sign(service, json, Instant.now());
    }

    /** Signs with a digest such as SHA1. */
    public static byte[] sign(TestPki.Holder service, String json, String digest) {
        return sign(service, json, Instant.now(), digest);
    }

    static byte[] sign(TestPki.Holder service, String json, Instant at) {
        return sign(service, json, at, "SHA256");
    }

    private static byte[] sign(TestPki.Holder service, String json, Instant at, String digest) {
        String algorithm = digest + "with" + (service.key().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))));
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(
                                    new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                            .build(new JcaContentSignerBuilder(algorithm).build(service.key()), service.certificate()));
            // without the root, as the service does
            for (X509Certificate each :
                    service.chain().subList(0, Math.max(1, service.chain().size() - 1))) {
                generator.addCertificate(new X509CertificateHolder(each.getEncoded()));
            }
            return generator
                    .generate(new CMSProcessableByteArray(json.getBytes(StandardCharsets.UTF_8)), true)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | OperatorCreationException | CMSException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
