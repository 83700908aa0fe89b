package org.adtgateway.server.signature;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocation lists of one PKI (RFC 5280, 5), held as sets of serial numbers. A list counts only when its issuer signed it and it is fresh;
 * where there is none for an issuer, nobody can tell, and a caller is told to come back later.
 */
public final class Revocation {
    private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);
    private static final int CRL_SIGN = 6;

    /** One list, parsed once. */
    private record Listed(X509CRL crl, Set<BigInteger> serials, Instant thisUpdate, Instant nextUpdate) {}

    private final CrlSources sources;
    private final Duration grace;
    private volatile Map<X500Principal, Listed> lists = Map.of();
    // which key has proved a list; dies with the list
    private final Map<X509CRL, PublicKey> proved = new ConcurrentHashMap<>();

    /** Reads the lists for the first time. */
    public Revocation(TrustConfiguration trust) {
        this.sources = new CrlSources(trust.crls());
        this.grace = trust.crlGrace().toJavaDuration();
        if (sources.isEmpty()) {
            LOG.warn("no revocation lists are configured for {}: revoked certificates are taken", trust.anchors());
        }
        refresh();
    }

    /** Reads all lists anew; a source that fails keeps the list that it gave before. To be called on a schedule and on demand. */
    public synchronized void refresh() {
        Map<X500Principal, Listed> read = new HashMap<>(lists);
        for (byte[] encoded : sources.read()) {
            try {
                for (var each :
                        CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(encoded))) {
                    Listed listed = listed((X509CRL) each);
                    read.merge(listed.crl().getIssuerX500Principal(), listed, Revocation::newer);
                }
            } catch (CRLException | CertificateException | IllegalArgumentException e) {
                LOG.error("a revocation list cannot be used: {}", e.getMessage());
            }
        }
        lists = Map.copyOf(read);
        proved.keySet().retainAll(read.values().stream().map(Listed::crl).toList());
    }

    private static Listed listed(X509CRL crl) {
        if (crl.getNextUpdate() == null) {
            throw new IllegalArgumentException("it has no nextUpdate: " + crl.getIssuerX500Principal());
        }
        if (crl.hasUnsupportedCriticalExtension()) {
            throw new IllegalArgumentException(
                    "it has a critical extension that is not known: " + crl.getIssuerX500Principal());
        }
        Set<BigInteger> serials = new HashSet<>();
        if (crl.getRevokedCertificates() != null) {
            for (X509CRLEntry entry : crl.getRevokedCertificates()) {
                serials.add(entry.getSerialNumber());
            }
        }
        return new Listed(
                crl,
                serials,
                crl.getThisUpdate().toInstant(),
                crl.getNextUpdate().toInstant());
    }

    private static Listed newer(Listed one, Listed other) {
        return other.thisUpdate().isBefore(one.thisUpdate()) ? one : other;
    }

    /** Whether revocation is checked at all. */
    public boolean isConfigured() {
        return !sources.isEmpty();
    }

    /** When the list that ends first ends, by issuer; for health and metrics. */
    public Map<String, Instant> nextUpdates() {
        Map<String, Instant> ends = new HashMap<>();
        lists.forEach((issuer, list) -> ends.put(issuer.getName(), list.nextUpdate()));
        return ends;
    }

    /**
     * Judges a path.
     *
     * @param path from the leaf to the anchor; the anchor itself cannot be revoked
     */
    void requireNotRevoked(List<X509Certificate> path, Instant now) throws Refusal {
        if (sources.isEmpty()) {
            return;
        }
        for (int i = 0; i < path.size() - 1; i++) {
            requireNotRevoked(path.get(i), path.get(i + 1), now);
        }
    }

    private void requireNotRevoked(X509Certificate certificate, X509Certificate issuer, Instant now) throws Refusal {
        Listed list = lists.get(certificate.getIssuerX500Principal());
        if (list == null || !isProved(list.crl(), issuer)) {
            throw unknown(certificate, "there is no revocation list of its issuer");
        }
        if (now.isAfter(list.nextUpdate().plus(grace)) || now.isBefore(list.thisUpdate())) {
            throw unknown(certificate, "the revocation list of its issuer is not current");
        }
        if (list.serials().contains(certificate.getSerialNumber())) {
            throw new Refusal(
                    SignatureFault.CERTIFICATE_REVOKED,
                    CertificateValidator.describe(certificate)
                            + " is revoked. Use another one, and tell the DCC if you did not have it revoked yourself.");
        }
    }

    private static Refusal unknown(X509Certificate certificate, String why) {
        return new Refusal(
                SignatureFault.REVOCATION_UNKNOWN,
                "It cannot be told whether "
                        + CertificateValidator.describe(certificate).replace("The", "the") + " is revoked: " + why
                        + ". Nothing was done; send the same request again later.");
    }

    private boolean isProved(X509CRL crl, X509Certificate issuer) {
        PublicKey key = issuer.getPublicKey();
        if (key.equals(proved.get(crl))) {
            return true;
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            crl.verify(key);
            proved.put(crl, key);
            return true;
        } catch (GeneralSecurityException e) {
            LOG.error("the revocation list of {} is not signed by its issuer", crl.getIssuerX500Principal());
            return false;
        }
    }
}
