package org.adtgateway.checks.certificate;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateValidator.Purpose;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the authorities of one PKI that can serve: well-formed, strong, and for its purpose.
 *
 * @param leftOut the names (RFC 2253) of those that cannot, though they were configured
 */
record Authorities(List<X509Certificate> anchors, List<X509Certificate> intermediates, List<String> leftOut) {
    private static final Logger LOG = LoggerFactory.getLogger(Authorities.class);
    private static final int KEY_CERT_SIGN = 5;
    private static final String ANY_POLICY = "2.5.29.32.0";
    // what constrains the paths below, and is not applied to anchors; it must not be passed over (RFC 5937)
    private static final List<ASN1ObjectIdentifier> POLICY_RULES =
            List.of(Extension.policyConstraints, Extension.policyMappings, Extension.inhibitAnyPolicy);

    /**
     * Takes the authorities that can serve. One that is too weak, or an intermediate for another purpose, is left out and logged where another one
     * serves.
     *
     * @throws IllegalArgumentException where one is malformed or not an authority, or where no anchor serves
     */
    static Authorities of(List<X509Certificate> anchors, List<X509Certificate> intermediates, Purpose purpose) {
        Stream.concat(anchors.stream(), intermediates.stream()).forEach(Authorities::requireWellFormed);
        List<String> leftOut = new ArrayList<>();
        List<X509Certificate> strong = serving(anchors, leftOut, CertificateStrength::weaknessOfAuthority);
        if (strong.isEmpty() && !leftOut.isEmpty()) {
            throw new IllegalArgumentException("no anchor can serve: " + String.join("; ", leftOut));
        }
        requireAnchors(strong, purpose);
        List<X509Certificate> usable = serving(
                serving(intermediates, leftOut, CertificateStrength::weaknessOfAuthority),
                leftOut,
                each -> CertificateUsage.allowsBelow(each, purpose)
                        ? Optional.empty()
                        : Optional.of("has an extended key usage for another purpose than " + purpose));
        return new Authorities(strong, usable, List.copyOf(leftOut));
    }

    /** Takes those of some certificates, which nobody has configured, that can serve as intermediates. */
    static List<X509Certificate> usable(Collection<X509Certificate> offered, Purpose purpose) {
        return offered.stream()
                .filter(each -> CertificateExtensions.malformed(each).isEmpty())
                .filter(each -> CertificateStrength.weaknessOfAuthority(each).isEmpty())
                .filter(each -> CertificateUsage.allowsBelow(each, purpose))
                .toList();
    }

    /**
     * Returns the same, whose anchors are valid now.
     *
     * @throws IllegalArgumentException naming one that is not
     */
    Authorities inTime(Clock clock) {
        for (X509Certificate anchor : anchors) {
            try {
                anchor.checkValidity(Date.from(clock.instant()));
            } catch (CertificateException e) {
                throw new IllegalArgumentException("anchor " + name(anchor) + " is not valid now", e);
            }
        }
        return this;
    }

    /** Returns whether a certificate is one of an authority, for certificates. */
    static boolean maySignCertificates(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    private interface Objection {
        /** Says why a certificate cannot serve, in words that follow its name. */
        Optional<String> to(X509Certificate authority);
    }

    private static List<X509Certificate> serving(
            List<X509Certificate> authorities, List<String> leftOut, Objection objection) {
        List<X509Certificate> serving = new ArrayList<>();
        for (X509Certificate each : authorities) {
            objection
                    .to(each)
                    .ifPresentOrElse(
                            why -> {
                                LOG.error("the authority {} is left out: it {}", name(each), why);
                                leftOut.add(name(each) + " " + why);
                            },
                            () -> serving.add(each));
        }
        return List.copyOf(serving);
    }

    private static void requireWellFormed(X509Certificate authority) {
        CertificateExtensions.malformed(authority).ifPresent(extension -> {
            throw new IllegalArgumentException(
                    "the authority " + name(authority) + " has a malformed extension: " + extension);
        });
    }

    /** Checks what path validation assumes of anchors (RFC 5280, 6.1.1 d), and that they say nothing that it would pass over. */
    static void requireAnchors(List<X509Certificate> anchors, Purpose purpose) {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("there is no anchor");
        }
        for (X509Certificate anchor : anchors) {
            if (anchor.getBasicConstraints() < 0) {
                throw refusal(anchor, "is not a CA");
            }
            if (!maySignCertificates(anchor)) {
                throw refusal(anchor, "may not sign certificates");
            }
            if (anchor.hasUnsupportedCriticalExtension()) {
                throw refusal(anchor, "has a critical extension that is unknown");
            }
            if (CertificateExtensions.has(anchor, Extension.nameConstraints)) {
                throw refusal(
                        anchor,
                        "has name constraints, which are not applied to anchors; take its issuer as the anchor and it as an intermediate");
            }
            if (constrainsPolicies(anchor)) {
                throw refusal(
                        anchor,
                        "has rules for certificate policies, which are not applied to anchors; take the authorities below it as anchors");
            }
            if (!CertificateUsage.allowsBelow(anchor, purpose)) {
                throw refusal(anchor, "has an extended key usage for another purpose than " + purpose);
            }
        }
    }

    private static boolean constrainsPolicies(X509Certificate anchor) {
        if (POLICY_RULES.stream().anyMatch(rule -> CertificateExtensions.has(anchor, rule))) {
            return true;
        }
        if (!CertificateExtensions.has(anchor, Extension.certificatePolicies)) {
            return false;
        }
        PolicyInformation[] policies = CertificatePolicies.getInstance(
                        CertificateExtensions.value(anchor, Extension.certificatePolicies))
                .getPolicyInformation();
        return Stream.of(policies)
                .noneMatch(policy -> policy.getPolicyIdentifier().getId().equals(ANY_POLICY));
    }

    private static IllegalArgumentException refusal(X509Certificate anchor, String why) {
        return new IllegalArgumentException("anchor " + name(anchor) + " " + why);
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
