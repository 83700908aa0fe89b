package org.adtgateway.checks.certificate;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The authorities of one PKI, and the paths from a certificate up to an anchor (RFC 5280, 6.1) but for revocation. */
final class PathBuilder {
    /**
     * What RFC 5280, 6.1.1 c to g take as input.
     *
     * @param initialPolicies OIDs; empty for any policy
     */
    record PolicyRules(
            Set<String> initialPolicies,
            boolean explicitPolicyRequired,
            boolean mappingInhibited,
            boolean anyPolicyInhibited) {
        static final PolicyRules NONE = new PolicyRules(Set.of(), false, false, false);

        /** One of these must be valid for the whole path, by its own name: mappings count for nothing. */
        static PolicyRules require(Set<String> policies) {
            return new PolicyRules(policies, true, true, false);
        }

        void applyTo(PKIXParameters parameters) {
            if (!initialPolicies.isEmpty()) {
                parameters.setInitialPolicies(initialPolicies);
            }
            parameters.setExplicitPolicyRequired(explicitPolicyRequired);
            parameters.setPolicyMappingInhibited(mappingInhibited);
            parameters.setAnyPolicyInhibited(anyPolicyInhibited);
        }
    }

    private final Set<TrustAnchor> anchors;
    private final List<X509Certificate> intermediates;
    private final List<X509Certificate> authorities;

    PathBuilder(List<X509Certificate> anchors, List<X509Certificate> intermediates) {
        this.anchors =
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toUnmodifiableSet());
        this.intermediates = List.copyOf(intermediates);
        List<X509Certificate> all = new ArrayList<>(anchors);
        all.addAll(intermediates);
        this.authorities = List.copyOf(all);
    }

    /** Anchors and intermediates. */
    List<X509Certificate> authorities() {
        return authorities;
    }

    /**
     * A path from a certificate to an anchor, both included.
     *
     * @param excluded authorities that the path may not use
     */
    Optional<List<X509Certificate>> find(
            X509Certificate certificate, Set<X509Certificate> excluded, PolicyRules rules, Instant at) {
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        List<X509Certificate> usable = new ArrayList<>(intermediates);
        usable.removeAll(excluded);
        usable.add(certificate);
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(certificate);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(usable)));
            parameters.setDate(Date.from(at));
            // see RevocationChecker
            parameters.setRevocationEnabled(false);
            rules.applyTo(parameters);
            return Optional.of(path((PKIXCertPathBuilderResult)
                            CertPathBuilder.getInstance("PKIX").build(parameters)))
                    .filter(PathBuilder::isWithinAnchorsLength)
                    .filter(path -> isInTime(path.get(path.size() - 1), at));
        } catch (CertPathBuilderException | UnsupportedOperationException e) {
            // the latter for names of kinds that the platform cannot compare with a constraint, such as otherName: a
            // certificate with such a name is refused (RFC 5280, 4.2.1.10)
            return Optional.empty();
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has PKIX", e);
        }
    }

    private static List<X509Certificate> path(PKIXCertPathBuilderResult result) {
        List<X509Certificate> path = new ArrayList<>();
        result.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
        path.add(result.getTrustAnchor().getTrustedCert());
        return List.copyOf(path);
    }

    /** The platform leaves an anchor's validity aside; a node that has run for long must notice its end. */
    private static boolean isInTime(X509Certificate anchor, Instant at) {
        return !at.isBefore(anchor.getNotBefore().toInstant())
                && !at.isAfter(anchor.getNotAfter().toInstant());
    }

    /** The platform leaves an anchor's own pathLenConstraint aside (6.1.1 d); here it counts. */
    private static boolean isWithinAnchorsLength(List<X509Certificate> path) {
        long between = path.subList(1, Math.max(1, path.size() - 1)).stream()
                .filter(each -> !each.getSubjectX500Principal().equals(each.getIssuerX500Principal()))
                .count();
        return between <= path.get(path.size() - 1).getBasicConstraints();
    }
}
