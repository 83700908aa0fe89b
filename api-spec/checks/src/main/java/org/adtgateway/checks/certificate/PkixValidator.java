package org.adtgateway.checks.certificate;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.bouncycastle.jcajce.PKIXExtendedParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Validates paths (RFC 5280, 6) by Bouncy Castle, whose validator knows delta lists; the Java platform's does not. It fetches nothing from an
 * address that a certificate names, unless a system property asks it to.
 */
final class PkixValidator {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private final List<X509Certificate> path;
    private final PolicyRules rules;
    private final Instant at;

    /**
     * Validates a path at a moment.
     *
     * @param path from the leaf to the anchor
     */
    PkixValidator(List<X509Certificate> path, PolicyRules rules, Instant at) {
        this.path = path;
        this.rules = rules;
        this.at = at;
    }

    /**
     * Validates the path, its revocation included.
     *
     * @param authorities those who may have signed the lists
     * @throws CertPathValidatorException with the index of the certificate at fault, and the reason REVOKED where it is revoked
     */
    void validate(Collection<X509Certificate> authorities, Collection<? extends X509CRL> crls)
            throws CertPathValidatorException {
        validate(true, authorities, crls);
    }

    /** Returns whether the path is valid if revocation is left aside. */
    boolean isValidWithoutRevocation() {
        try {
            validate(false, Set.of(), Set.of());
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }

    private void validate(boolean revocation, Collection<?> authorities, Collection<?> crls)
            throws CertPathValidatorException {
        int last = path.size() - 1;
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.get(last), null)));
            parameters.setRevocationEnabled(revocation);
            for (Collection<?> each : List.of(authorities, crls)) {
                parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(each)));
            }
            parameters.setDate(Date.from(at));
            rules.applyTo(parameters);
            CertPathValidator.getInstance("PKIX", PROVIDER)
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path.subList(0, last)),
                            new PKIXExtendedParameters.Builder(parameters)
                                    .setUseDeltasEnabled(true)
                                    .build());
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException | CertificateException e) {
            throw new IllegalStateException("Bouncy Castle has PKIX, and every Java platform X.509", e);
        }
    }
}
