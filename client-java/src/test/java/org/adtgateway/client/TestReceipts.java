package org.adtgateway.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
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

    static byte[] sign(TestPki.Holder service, String json, Instant at) {
        String algorithm = service.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))));
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(
                                    new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                            .build(new JcaContentSignerBuilder(algorithm).build(service.key()), service.certificate()));
            generator.addCertificate(
                    new X509CertificateHolder(service.certificate().getEncoded()));
            return generator
                    .generate(new CMSProcessableByteArray(json.getBytes(StandardCharsets.UTF_8)), true)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | OperatorCreationException | CMSException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
