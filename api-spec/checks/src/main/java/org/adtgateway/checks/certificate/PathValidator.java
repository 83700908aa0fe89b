package org.adtgateway.checks.certificate;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.certificate.PathRevocation.PathRefusal;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;

/**
 * Looks for a valid path from a certificate to an anchor at a given moment (RFC 5280, 6). A certificate that was found valid is remembered until
 * anything that this rests on ends or changes: a certificate of its path, a revocation list, the registry.
 */
final class PathValidator {
    private static final int MAX_REMEMBERED = 10_000;
    // paths that are tried when an authority of the first one is revoked, or not known to be good
    private static final int MAX_ATTEMPTS = 8;

    /** A certificate was valid from one moment to another, as far as one version of the lists tells. */
    private record Judgement(Object lists, Instant from, Instant until) {
        // no other lists will do, however equal
        @SuppressWarnings("ReferenceEquality")
        boolean holds(Object currentLists, Instant at) {
            return lists == currentLists && !at.isBefore(from) && !at.isAfter(until);
        }
    }

    private final PathBuilder paths;
    private final RevocationChecker revocation;
    private final PolicyRules rules;
    private final Map<X509Certificate, Judgement> valid = new ConcurrentHashMap<>();

    PathValidator(PathBuilder paths, RevocationChecker revocation, PolicyRules rules) {
        this.paths = paths;
        this.revocation = revocation;
        this.rules = rules;
    }

    /** Forgets what was found valid. */
    void forget() {
        valid.clear();
    }

    /** Returns a path from the certificate to an anchor without regard to revocation; the certificate alone where there is none. */
    List<X509Certificate> path(X509Certificate certificate, Instant at) {
        return paths.find(certificate, Set.of(), rules, at).orElse(List.of(certificate));
    }

    /** Returns whether a certificate was found valid, and nothing has changed since. */
    boolean remembers(X509Certificate certificate, Instant at) {
        Judgement known = valid.get(certificate);
        return known != null && known.holds(revocation.version(), at);
    }

    void requireValid(X509Certificate certificate, Instant at) throws RefusedException {
        Object lists = revocation.version();
        // first, so that the reason is this and not "no path"
        requireInTime(certificate, at);
        Judgement judgement = new Judgement(lists, at, judge(certificate, at));
        if (valid.size() < MAX_REMEMBERED) {
            valid.put(certificate, judgement);
        }
    }

    static void requireInTime(X509Certificate certificate, Instant at) throws RefusedException {
        try {
            certificate.checkValidity(Date.from(at));
        } catch (CertificateExpiredException e) {
            throw new RefusedException(
                    SignatureFault.CERTIFICATE_EXPIRED,
                    CertificateValidator.describe(certificate) + " expired at "
                            + certificate.getNotAfter().toInstant()
                            + ". Get a new one, have the DCC register it, and use that.");
        } catch (CertificateNotYetValidException e) {
            throw new RefusedException(
                    SignatureFault.CERTIFICATE_NOT_YET_VALID,
                    CertificateValidator.describe(certificate) + " is valid only from "
                            + certificate.getNotBefore().toInstant() + " on. Use another one until then.");
        }
    }

    /** Looks for a path whose authorities are good; the first refusal stands where there is none. */
    private Instant judge(X509Certificate certificate, Instant at) throws RefusedException {
        Set<X509Certificate> excluded = new HashSet<>();
        RefusedException first = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<List<X509Certificate>> path = paths.find(certificate, excluded, rules, at);
            if (path.isEmpty()) {
                break;
            }
            requireWellFormedNames(path.get());
            try {
                Instant until = revocation.requireNotRevoked(path.get(), rules, at);
                for (X509Certificate each : path.get()) {
                    Instant end = each.getNotAfter().toInstant();
                    until = end.isBefore(until) ? end : until;
                }
                return until;
            } catch (PathRefusal refusal) {
                first = first == null ? refusal.refusal() : first;
                if (refusal.certificate().equals(certificate)) {
                    break;
                }
                excluded.add(refusal.certificate());
            }
        }
        throw first != null ? first : noPath(certificate);
    }

    private static void requireWellFormedNames(List<X509Certificate> path) throws RefusedException {
        Optional<String> malformed = ConstrainedNames.malformed(path);
        if (malformed.isPresent()) {
            throw new RefusedException(
                    SignatureFault.CHAIN_INVALID,
                    CertificateValidator.describe(path.get(0))
                            + " is below an authority with name constraints, and the name '" + malformed.get()
                            + "' is malformed. Have its issuer issue another one.");
        }
    }

    static RefusedException noPath(X509Certificate certificate) {
        return new RefusedException(
                SignatureFault.CHAIN_INVALID,
                CertificateValidator.describe(certificate)
                        + " does not chain to an authority that is trusted for its purpose. Ask its issuer or the DCC.");
    }
}
