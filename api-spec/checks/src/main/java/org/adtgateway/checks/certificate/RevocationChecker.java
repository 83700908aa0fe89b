package org.adtgateway.checks.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.certificate.PathRevocation.PathRefusal;
import org.adtgateway.checks.certificate.RevocationList.Series;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the revocation lists of one PKI that its authorities have signed (complete, partial, delta and indirect ones), and judges paths by them. */
public final class RevocationChecker {
    /**
     * One of the lists that are held, for health and metrics.
     *
     * @param issuer the distinguished name (RFC 2253)
     * @param entries how many certificates are listed
     */
    public record Held(String issuer, boolean delta, Instant thisUpdate, Instant nextUpdate, int entries) {}

    private static final Logger LOG = LoggerFactory.getLogger(RevocationChecker.class);
    private static final Set<String> LABELS = Set.of("X509 CRL", "CRL", "PKCS7");

    /** The lists of one moment. Its identity tells whether anything has changed since. */
    private static final class Lists {
        private final Map<Series, RevocationList> bySeries;
        private final List<CrlWithGrace> crls;

        Lists(Map<Series, RevocationList> bySeries) {
            this.bySeries = bySeries;
            this.crls = bySeries.values().stream().map(RevocationList::crl).toList();
        }
    }

    private final RevocationListSource sources;
    private final PathBuilder paths;
    private final Duration grace;
    private volatile Lists lists = new Lists(Map.of());
    // what the sources held at the last refresh, by SHA-256; the same bytes are not parsed, nor complained of, again
    private Set<String> seen = Set.of();

    /** Reads the lists for the first time. */
    RevocationChecker(RevocationListSource sources, PathBuilder paths, Duration grace) {
        this.sources = sources;
        this.paths = paths;
        this.grace = grace;
        refresh();
    }

    /**
     * Reads all lists again. A list is held until a later one of its series comes, so that neither a source that fails nor one that offers an
     * older list takes anything back.
     */
    synchronized void refresh() {
        Map<Series, RevocationList> newest = new LinkedHashMap<>(lists.bySeries);
        Set<String> present = new HashSet<>();
        for (byte[] encoded : sources.read()) {
            String digest = HexFormat.of().formatHex(DigestAlgorithm.SHA_256.of(encoded));
            if (!present.add(digest) || seen.contains(digest)) {
                continue;
            }
            for (X509CRL crl : parse(encoded)) {
                if (!isOfAnAuthority(crl)) {
                    LOG.info(
                            "the revocation list of {} is left out: no configured authority has that name",
                            crl.getIssuerX500Principal());
                    continue;
                }
                try {
                    RevocationList list = RevocationList.of(crl, paths.authorities(), grace);
                    newest.merge(list.series(), list, RevocationList::later);
                } catch (IllegalArgumentException e) {
                    LOG.error("a revocation list cannot be used: {}", e.getMessage());
                }
            }
        }
        seen = present;
        if (!newest.equals(lists.bySeries)) {
            lists = new Lists(newest);
        }
    }

    /** A folder may hold the lists of other PKIs too. */
    private boolean isOfAnAuthority(X509CRL crl) {
        return paths.authorities().stream()
                .anyMatch(authority -> authority.getSubjectX500Principal().equals(crl.getIssuerX500Principal()));
    }

    /** Reads the lists of a file: PEM, whatever else is in it, or DER. One that is damaged takes none of the others with it. */
    private static List<X509CRL> parse(byte[] encoded) {
        if (PemText.isDer(encoded)) {
            return ofDer(encoded);
        }
        List<PemText.Block> blocks = PemText.blocks(encoded).stream()
                .filter(block -> LABELS.contains(block.label()))
                .toList();
        if (blocks.isEmpty()) {
            LOG.error("a source of revocation lists holds none: expected DER, or PEM with -----BEGIN X509 CRL-----");
        }
        List<X509CRL> lists = new ArrayList<>();
        for (PemText.Block block : blocks) {
            try {
                lists.addAll(ofDer(block.decoded()));
            } catch (IllegalArgumentException e) {
                LOG.error("a revocation list is not well-formed: {}", e.getMessage());
            }
        }
        return lists;
    }

    private static List<X509CRL> ofDer(byte[] encoded) {
        try {
            return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(encoded)).stream()
                    .map(X509CRL.class::cast)
                    .toList();
        } catch (CertificateException | CRLException e) {
            LOG.error("a revocation list is not well-formed: {}", e.getMessage());
            return List.of();
        }
    }

    /** Returns whether revocation is checked at all. */
    public boolean isConfigured() {
        return sources.isConfigured();
    }

    /** Returns the lists that are held now. */
    public Collection<Held> held() {
        return lists.bySeries.values().stream()
                .map(list -> new Held(
                        list.series().issuer().getName(),
                        list.series().delta(),
                        list.crl().getThisUpdate().toInstant(),
                        list.crl().nextUpdateWithoutGrace().toInstant(),
                        list.entries()))
                .toList();
    }

    /**
     * The authorities (RFC 2253) of whom no complete list is held: what they issued can be neither taken nor refused. Where a list is held that
     * speaks for other issuers too, none is named.
     */
    public List<String> withoutList() {
        Lists now = lists;
        if (!isConfigured() || now.bySeries.values().stream().anyMatch(RevocationList::indirect)) {
            return List.of();
        }
        Set<X500Principal> issuers = now.bySeries.keySet().stream()
                .filter(series -> !series.delta())
                .map(Series::issuer)
                .collect(Collectors.toSet());
        return paths.authorities().stream()
                .filter(Authorities::maySignCertificates)
                .map(X509Certificate::getSubjectX500Principal)
                .filter(name -> !issuers.contains(name))
                .map(X500Principal::getName)
                .distinct()
                .toList();
    }

    /** Returns what {@link #requireNotRevoked} goes by; another object as soon as any list has changed. */
    Object version() {
        return lists;
    }

    /**
     * Judges a path by RFC 5280, 6.
     *
     * @param path from the leaf to the anchor; the anchor itself cannot be revoked
     * @return until when the answer holds, unless the lists change
     * @throws PathRefusal naming the certificate of the path that is revoked, or whose revocation is unknown
     */
    Instant requireNotRevoked(List<X509Certificate> path, PolicyRules rules, Instant now) throws PathRefusal {
        return isConfigured()
                ? new PathRevocation(lists.crls, now).judge(path, paths.authorities(), rules)
                : Instant.MAX;
    }
}
