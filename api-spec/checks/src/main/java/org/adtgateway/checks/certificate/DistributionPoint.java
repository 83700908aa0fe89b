package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * Where a certificate says that its revocation would be listed (RFC 5280, 4.2.1.13). Only names count: lists come from configured sources, never
 * from an address that a certificate holds.
 *
 * @param names of the point; empty where none is stated
 * @param reasons that it covers
 * @param crlIssuers by whom its lists are issued
 * @param named whether the certificate names those issuers; their lists must then be indirect ones
 */
record DistributionPoint(Set<Object> names, int reasons, Set<X500Principal> crlIssuers, boolean named) {
    private static final int MAX_POINTS = 32;

    /** The points of a certificate, and last any list of its own issuer (6.3.3, last paragraph). */
    static List<DistributionPoint> of(X509Certificate certificate) throws RefusedException {
        X500Principal issuer = certificate.getIssuerX500Principal();
        List<DistributionPoint> points = new ArrayList<>();
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension != null) {
            try {
                CRLDistPoint stated = CRLDistPoint.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
                for (var point : stated.getDistributionPoints()) {
                    if (points.size() < MAX_POINTS) {
                        points.add(of(point, issuer));
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new RefusedException(
                        SignatureFault.CHAIN_INVALID,
                        CertificateValidator.describe(certificate)
                                + " has malformed CRL distribution points. Get another one from its issuer.");
            }
        }
        points.add(new DistributionPoint(Set.of(issuer), CrlScope.ALL_REASONS, Set.of(issuer), false));
        return points;
    }

    private static DistributionPoint of(org.bouncycastle.asn1.x509.DistributionPoint point, X500Principal issuer) {
        boolean named = point.getCRLIssuer() != null;
        Set<X500Principal> issuers = Set.of(issuer);
        if (named) {
            issuers = new HashSet<>();
            for (Object name : CrlScope.names(point.getCRLIssuer())) {
                if (name instanceof X500Principal principal) {
                    issuers.add(principal);
                }
            }
        }
        X500Principal base = issuers.isEmpty() ? issuer : issuers.iterator().next();
        return new DistributionPoint(
                CrlScope.names(point.getDistributionPoint(), base),
                CrlScope.reasons(point.getReasons()),
                issuers,
                named);
    }

    /** Steps b 1 and 2 of RFC 5280, 6.3.3, for a list of one of {@link #crlIssuers}. */
    boolean isCoveredBy(RevocationList list, X509Certificate certificate) {
        CrlScope scope = list.scope();
        boolean authority = certificate.getBasicConstraints() >= 0;
        return (!named || scope.indirect())
                && (scope.names().isEmpty()
                        || !Collections.disjoint(scope.names(), names.isEmpty() ? crlIssuers : names))
                && !(scope.onlyUserCertificates() && authority)
                && !(scope.onlyAuthorities() && !authority)
                && !scope.onlyAttributeCertificates();
    }
}
