package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.SubjectDirectoryAttributes;

/**
 * Parses every extension of RFC 5280, 4.2 strictly. The Java platform treats one that it cannot parse as absent unless it is critical, and so would
 * take a restriction for none.
 */
final class CertificateExtensions {
    /** Throws where a value is not of its type: whatever the parser throws, the value is malformed. */
    private interface Parser {
        void parse(ASN1Primitive value) throws IOException;
    }

    /** Tells whether the platform sees an extension that is present. */
    private interface Platform {
        boolean sees(X509Certificate certificate) throws CertificateParsingException;
    }

    private record Known(String name, ASN1ObjectIdentifier type, Parser parser, Platform platform) {
        Known(String name, ASN1ObjectIdentifier type, Parser parser) {
            this(name, type, parser, certificate -> true);
        }

        boolean isMalformedIn(X509Certificate certificate) {
            if (!has(certificate, type)) {
                return false;
            }
            try {
                parser.parse(value(certificate, type));
                return !platform.sees(certificate);
            } catch (RuntimeException | IOException | CertificateParsingException e) {
                return true;
            }
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known("authorityKeyIdentifier", Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance),
            new Known("subjectKeyIdentifier", Extension.subjectKeyIdentifier, ASN1OctetString::getInstance),
            new Known(
                    "keyUsage",
                    Extension.keyUsage,
                    ASN1BitString::getInstance,
                    certificate -> certificate.getKeyUsage() != null),
            new Known("certificatePolicies", Extension.certificatePolicies, CertificatePolicies::getInstance),
            new Known("policyMappings", Extension.policyMappings, CertificateExtensions::parsePolicyMappings),
            new Known(
                    "subjectAltName",
                    Extension.subjectAlternativeName,
                    GeneralNames::getInstance,
                    certificate -> certificate.getSubjectAlternativeNames() != null),
            new Known(
                    "issuerAltName",
                    Extension.issuerAlternativeName,
                    GeneralNames::getInstance,
                    certificate -> certificate.getIssuerAlternativeNames() != null),
            new Known(
                    "subjectDirectoryAttributes",
                    Extension.subjectDirectoryAttributes,
                    SubjectDirectoryAttributes::getInstance),
            new Known(
                    "basicConstraints",
                    Extension.basicConstraints,
                    BasicConstraints::getInstance,
                    certificate -> certificate.getBasicConstraints() >= 0
                            || !BasicConstraints.getInstance(value(certificate, Extension.basicConstraints))
                                    .isCA()),
            new Known("nameConstraints", Extension.nameConstraints, CertificateExtensions::parseNameConstraints),
            new Known("policyConstraints", Extension.policyConstraints, PolicyConstraints::getInstance),
            new Known(
                    "extKeyUsage",
                    Extension.extendedKeyUsage,
                    ExtendedKeyUsage::getInstance,
                    certificate -> certificate.getExtendedKeyUsage() != null),
            new Known(
                    "cRLDistributionPoints",
                    Extension.cRLDistributionPoints,
                    CertificateExtensions::parseDistributionPoints),
            new Known("freshestCRL", Extension.freshestCRL, CertificateExtensions::parseDistributionPoints),
            new Known("inhibitAnyPolicy", Extension.inhibitAnyPolicy, ASN1Integer::getInstance),
            new Known("authorityInfoAccess", Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance),
            new Known("subjectInfoAccess", Extension.subjectInfoAccess, AuthorityInformationAccess::getInstance));

    private CertificateExtensions() {}

    /** Refuses a certificate with a malformed extension. */
    static void requireWellFormed(X509Certificate certificate) throws RefusedException {
        Optional<String> malformed = malformed(certificate);
        if (malformed.isPresent()) {
            throw new RefusedException(
                    SignatureFault.CHAIN_INVALID,
                    CertificateValidator.describe(certificate) + " has a malformed extension: " + malformed.get()
                            + ". Have its issuer issue another one.");
        }
    }

    /** Names the first known extension of a certificate that is malformed; nothing where all are well-formed. */
    static Optional<String> malformed(X509Certificate certificate) {
        return KNOWN.stream()
                .filter(known -> known.isMalformedIn(certificate))
                .map(Known::name)
                .findFirst();
    }

    /** Returns whether a certificate has an extension, well-formed or not. */
    static boolean has(X509Certificate certificate, ASN1ObjectIdentifier type) {
        return certificate.getExtensionValue(type.getId()) != null;
    }

    /**
     * Returns the value of an extension that a certificate has.
     *
     * @throws IllegalArgumentException where it is not DER
     */
    static ASN1Primitive value(X509Certificate certificate, ASN1ObjectIdentifier type) {
        try {
            byte[] der = ASN1OctetString.getInstance(certificate.getExtensionValue(type.getId()))
                    .getOctets();
            ASN1Primitive value = ASN1Primitive.fromByteArray(der);
            if (value == null || !Arrays.equals(der, value.getEncoded(ASN1Encoding.DER))) {
                throw new IllegalArgumentException("not DER");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException("not ASN.1", e);
        }
    }

    /** By the platform too, which otherwise does not tell whether it has understood them. */
    private static void parseNameConstraints(ASN1Primitive value) throws IOException {
        NameConstraints.getInstance(value);
        new X509CertSelector().setNameConstraints(value.getEncoded(ASN1Encoding.DER));
    }

    private static void parsePolicyMappings(ASN1Primitive value) {
        for (ASN1Encodable each : nonEmpty(value)) {
            ASN1Sequence mapping = ASN1Sequence.getInstance(each);
            if (mapping.size() != 2) {
                throw new IllegalArgumentException("not a pair");
            }
            CertPolicyId.getInstance(mapping.getObjectAt(0));
            CertPolicyId.getInstance(mapping.getObjectAt(1));
        }
    }

    private static void parseDistributionPoints(ASN1Primitive value) {
        CRLDistPoint.getInstance(nonEmpty(value)).getDistributionPoints();
    }

    private static ASN1Sequence nonEmpty(ASN1Primitive value) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        if (sequence.size() == 0) {
            throw new IllegalArgumentException("empty");
        }
        return sequence;
    }
}
