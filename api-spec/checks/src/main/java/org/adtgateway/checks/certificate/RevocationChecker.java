package org.adtgateway.checks.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.certificate.RevocationList.Series;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.openssl.PEMParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges by the revocation lists of one PKI (RFC 5280, 6.3): complete, delta and indirect ones, and such that cover some reasons or certificates
 * only. A list counts only when an authority signed it and it is current; where the lists do not cover a certificate nobody can tell, and a
 * caller is told to come back later.
 */
public final class RevocationChecker {
    /**
     * One of the lists that are held, for health and metrics.
     *
     * @param issuer the distinguished name (RFC 2253)
     * @param entries how many certificates are listed
     */
    public record Held(String issuer, boolean delta, Instant thisUpdate, Instant nextUpdate, int entries) {}

    private static final Logger LOG = LoggerFactory.getLogger(RevocationChecker.class);
    // the most lists that are read from one source
    private static final int MAX_LISTS = 1000;
    // an issuer of lists, whose certificate is vouched for by another such issuer, and so on
    private static final int MAX_DEPTH = 4;

    /** The lists of one moment. Its identity tells whether anything has changed since. */
    private static final class Lists {
        private final Map<Series, RevocationList> bySeries;
        private final Map<X500Principal, List<RevocationList>> complete = new HashMap<>();
        private final Map<X500Principal, List<RevocationList>> delta = new HashMap<>();

        Lists(Map<Series, RevocationList> bySeries) {
            this.bySeries = bySeries;
            bySeries.values()
                    .forEach(list -> (list.isDelta() ? delta : complete)
                            .computeIfAbsent(list.issuer(), ignored -> new ArrayList<>())
                            .add(list));
        }
    }

    private final RevocationListSource sources;
    private final PathBuilder paths;
    private final Duration grace;
    private volatile Lists lists = new Lists(Map.of());
    // what the sources held at the last refresh, by SHA-256; the same octets are not looked at, nor complained of,
    // again
    private Set<String> seen = Set.of();

    /** Reads the lists for the first time. */
    RevocationChecker(RevocationListSource sources, PathBuilder paths, Duration grace) {
        this.sources = sources;
        this.paths = paths;
        this.grace = grace;
        refresh();
    }

    /**
     * Reads all lists anew. A list is held until a later one of its series comes, so that neither a source that fails nor one that offers an older
     * list takes anything back.
     */
    synchronized void refresh() {
        Map<Series, RevocationList> newest = new LinkedHashMap<>(lists.bySeries);
        Set<String> present = new HashSet<>();
        for (byte[] encoded : sources.read()) {
            String digest = HexFormat.of().formatHex(DigestAlgorithm.SHA_256.of(encoded));
            if (!present.add(digest) || seen.contains(digest)) {
                continue;
            }
            for (X509CRLHolder crl : parse(encoded)) {
                if (!isOfAnAuthority(crl)) {
                    LOG.info(
                            "the revocation list of {} is left out: no configured authority has that name",
                            crl.getIssuer());
                    continue;
                }
                try {
                    RevocationList list = RevocationList.of(crl, paths.authorities());
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
    private boolean isOfAnAuthority(X509CRLHolder crl) {
        X500Principal issuer = RevocationList.principal(crl.getIssuer());
        return paths.authorities().stream()
                .anyMatch(authority -> authority.getSubjectX500Principal().equals(issuer));
    }

    private static List<X509CRLHolder> parse(byte[] encoded) {
        List<X509CRLHolder> parsed = new ArrayList<>();
        try {
            if (encoded.length == 0 || encoded[0] == 0x30) {
                return List.of(new X509CRLHolder(encoded));
            }
            try (PEMParser pem = new PEMParser(
                    new InputStreamReader(new ByteArrayInputStream(encoded), StandardCharsets.US_ASCII))) {
                for (Object each = pem.readObject();
                        each != null && parsed.size() < MAX_LISTS;
                        each = pem.readObject()) {
                    if (each instanceof X509CRLHolder crl) {
                        parsed.add(crl);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("a revocation list is not well-formed: {}", e.getMessage());
        }
        return parsed;
    }

    /** Whether revocation is checked at all. */
    public boolean isConfigured() {
        return sources.isConfigured();
    }

    /** The lists that are held now. */
    public Collection<Held> held() {
        return lists.bySeries.values().stream()
                .map(list -> new Held(
                        list.issuer().getName(),
                        list.isDelta(),
                        list.thisUpdate(),
                        list.nextUpdate(),
                        list.entries().values().stream()
                                .mapToInt(each -> each.revoked().size())
                                .sum()))
                .toList();
    }

    /**
     * The authorities (RFC 2253) of whom no complete list is held: what they issued can be neither taken nor refused. Where a list is held that
     * speaks for other issuers too, none is named.
     */
    public List<String> withoutList() {
        Lists now = lists;
        if (!isConfigured()
                || now.bySeries.values().stream().anyMatch(list -> list.scope().indirect())) {
            return List.of();
        }
        return paths.authorities().stream()
                .filter(CertificateLoader::maySignCertificates)
                .map(X509Certificate::getSubjectX500Principal)
                .filter(name -> !now.complete.containsKey(name))
                .map(X500Principal::getName)
                .distinct()
                .toList();
    }

    /** What {@link #requireNotRevoked} goes by; another object as soon as any list has changed. */
    Object version() {
        return lists;
    }

    /**
     * Judges a path.
     *
     * @param path from the leaf to the anchor; the anchor itself cannot be revoked
     * @return until when the answer holds, unless the lists change
     * @throws PathRefusal naming the certificate of the path that is revoked, or of which nobody can tell
     */
    Instant requireNotRevoked(List<X509Certificate> path, Instant now) throws PathRefusal {
        return isConfigured() ? new Judge(lists, now).judge(path) : Instant.MAX;
    }

    /** Why a path is refused, and because of which of its certificates. */
    static final class PathRefusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient X509Certificate certificate;
        private final transient RefusedException refusal;

        private PathRefusal(X509Certificate certificate, RefusedException refusal) {
            super(refusal.getMessage(), refusal, false, false);
            this.certificate = certificate;
            this.refusal = refusal;
        }

        X509Certificate certificate() {
            return certificate;
        }

        RefusedException refusal() {
            return refusal;
        }
    }

    /** One judgement over the lists of one moment. */
    private final class Judge {
        private final Lists at;
        private final Instant now;
        // signers of lists whose own path is being judged; they may vouch for themselves, as nobody else can
        private final Set<X509Certificate> inQuestion = new HashSet<>();
        private Instant until = Instant.MAX;

        Judge(Lists at, Instant now) {
            this.at = at;
            this.now = now;
        }

        Instant judge(List<X509Certificate> path) throws PathRefusal {
            // from the anchor down, so that whoever signs a list was judged before it
            for (int i = path.size() - 2; i >= 0; i--) {
                X509Certificate certificate = path.get(i);
                try {
                    requireNotRevoked(certificate, path.subList(i + 1, path.size()));
                } catch (RefusedException refusal) {
                    throw new PathRefusal(certificate, refusal);
                }
            }
            return until;
        }

        /** RFC 5280, 6.3.3: asks list after list until every reason is covered. */
        private void requireNotRevoked(X509Certificate certificate, List<X509Certificate> issuers)
                throws RefusedException {
            int covered = 0;
            boolean foundOld = false;
            for (DistributionPoint point : DistributionPoint.of(certificate)) {
                for (X500Principal crlIssuer : point.crlIssuers()) {
                    for (RevocationList list : at.complete.getOrDefault(crlIssuer, List.of())) {
                        int reasons = list.scope().reasons() & point.reasons();
                        if ((reasons & ~covered) == 0
                                || !point.isCoveredBy(list, certificate)
                                || !isVouchedFor(list, issuers)) {
                            continue;
                        }
                        if (!isCurrent(list)) {
                            foundOld = true;
                            continue;
                        }
                        if (isListed(certificate, list)) {
                            throw revoked(certificate);
                        }
                        until = earlier(until, list.nextUpdate().plus(grace));
                        covered |= reasons;
                    }
                }
            }
            if (covered != CrlScope.ALL_REASONS) {
                throw unknown(
                        certificate,
                        foundOld
                                ? "the revocation list of its issuer is not current"
                                : "there is no revocation list of its issuer");
            }
        }

        private boolean isCurrent(RevocationList list) {
            return !now.isAfter(list.nextUpdate().plus(grace));
        }

        /** Steps i and j: what the newest delta says goes before what the complete list says. */
        private boolean isListed(X509Certificate certificate, RevocationList complete) {
            X500Principal issuer = certificate.getIssuerX500Principal();
            Optional<RevocationList> delta = at.delta.getOrDefault(complete.issuer(), List.of()).stream()
                    .filter(each -> each.updates(complete) && isCurrent(each))
                    .reduce(RevocationList::later);
            if (delta.isPresent()) {
                until = earlier(until, delta.get().nextUpdate().plus(grace));
                RevocationList.Entries entries = delta.get().entriesOf(issuer);
                if (entries.revoked().contains(certificate.getSerialNumber())) {
                    return true;
                }
                if (entries.removed().contains(certificate.getSerialNumber())) {
                    return false;
                }
            }
            return complete.entriesOf(issuer).revoked().contains(certificate.getSerialNumber());
        }

        /** Step f: the list's signer is the certificate's own issuer, judged already, or has a valid path to the same anchor. */
        private boolean isVouchedFor(RevocationList list, List<X509Certificate> issuers) {
            X509Certificate issuer = issuers.get(0);
            X509Certificate anchor = issuers.get(issuers.size() - 1);
            for (X509Certificate signer : list.signers()) {
                if (signer.equals(issuer) || inQuestion.contains(signer) || hasValidPath(signer, anchor)) {
                    return true;
                }
            }
            return false;
        }

        private boolean hasValidPath(X509Certificate signer, X509Certificate anchor) {
            if (signer.equals(anchor)) {
                return true;
            }
            if (inQuestion.size() == MAX_DEPTH) {
                return false;
            }
            inQuestion.add(signer);
            try {
                List<X509Certificate> path =
                        paths.find(signer, Set.of(), PolicyRules.NONE, now).orElse(List.of());
                if (path.isEmpty() || !path.get(path.size() - 1).equals(anchor)) {
                    return false;
                }
                judge(path);
                return true;
            } catch (PathRefusal refusal) {
                return false;
            } finally {
                inQuestion.remove(signer);
            }
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static RefusedException revoked(X509Certificate certificate) {
        return new RefusedException(
                SignatureFault.CERTIFICATE_REVOKED,
                CertificateValidator.describe(certificate)
                        + " is revoked. Use another one, and tell the DCC if you did not have it revoked yourself.");
    }

    private static RefusedException unknown(X509Certificate certificate, String why) {
        return new RefusedException(
                SignatureFault.REVOCATION_UNKNOWN,
                "It cannot be told whether "
                        + CertificateValidator.describe(certificate).replace("The", "the") + " is revoked: " + why
                        + ". Nothing was done; send the same request again later.");
    }
}
