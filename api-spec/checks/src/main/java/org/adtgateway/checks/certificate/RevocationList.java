package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Holds one revocation list (RFC 5280, 5) that an authority is proved to have signed.
 *
 * @param crl as path validation is to see it
 * @param series which other lists it succeeds
 * @param number its cRLNumber (5.2.3); zero where it has none
 * @param indirect whether it may list certificates of other issuers
 * @param entries how many certificates are listed
 */
record RevocationList(CrlWithGrace crl, Series series, BigInteger number, boolean indirect, int entries) {
    private static final int CRL_SIGN = 6;
    private static final Comparator<RevocationList> BY_AGE = Comparator.<RevocationList, java.util.Date>comparing(
                    list -> list.crl.getThisUpdate())
            .thenComparing(RevocationList::number);

    /**
     * What makes a list a successor of another: same issuer, key, kind and scope.
     *
     * @param scope the issuing distribution point (5.2.5) in hexadecimal digits; empty where there is none
     */
    record Series(X500Principal issuer, PublicKey key, boolean delta, String scope) {}

    /**
     * Finds who signed a list.
     *
     * @param authorities among whom the signer must be
     * @param grace how long after its nextUpdate it still counts
     * @throws IllegalArgumentException where the list may not be used, saying why
     */
    static RevocationList of(X509CRL crl, List<X509Certificate> authorities, Duration grace) {
        try {
            Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
            requireUsable(crl, entries);
            byte[] scope = crl.getExtensionValue(Extension.issuingDistributionPoint.getId());
            ASN1Primitive number = extension(crl.getExtensionValue(Extension.cRLNumber.getId()));
            return new RevocationList(
                    new CrlWithGrace(crl, grace),
                    new Series(
                            crl.getIssuerX500Principal(),
                            signer(crl, authorities),
                            crl.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null,
                            scope == null ? "" : HexFormat.of().formatHex(scope)),
                    number == null
                            ? BigInteger.ZERO
                            : ASN1Integer.getInstance(number).getValue(),
                    scope != null
                            && IssuingDistributionPoint.getInstance(extension(scope))
                                    .isIndirectCRL(),
                    entries == null ? 0 : entries.size());
        } catch (RuntimeException | IOException e) {
            // a malformed extension has the parser throw whatever it likes
            throw new IllegalArgumentException(
                    "the list of " + crl.getIssuerX500Principal().getName() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable ASN1Primitive extension(byte @Nullable [] encoded) throws IOException {
        return encoded == null ? null : JcaX509ExtensionUtils.parseExtensionValue(encoded);
    }

    /** Refuses what RFC 5280 lets nobody use, before it can take the place of a list that is good. */
    private static void requireUsable(X509CRL crl, @Nullable Set<? extends X509CRLEntry> entries) {
        if (crl.hasUnsupportedCriticalExtension()
                || (entries != null && entries.stream().anyMatch(X509CRLEntry::hasUnsupportedCriticalExtension))) {
            throw new IllegalArgumentException("it has a critical extension that is unknown");
        }
        if (crl.getNextUpdate() == null) {
            throw new IllegalArgumentException("it has no nextUpdate");
        }
    }

    private static PublicKey signer(X509CRL crl, List<X509Certificate> authorities) {
        return authorities.stream()
                .filter(each -> each.getSubjectX500Principal().equals(crl.getIssuerX500Principal()))
                .filter(RevocationList::maySignLists)
                .map(X509Certificate::getPublicKey)
                .filter(key -> isSignedBy(crl, key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no configured authority of that name, with the key usage cRLSign, has signed it"));
    }

    private static boolean maySignLists(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        return usage != null && usage[CRL_SIGN];
    }

    private static boolean isSignedBy(X509CRL crl, PublicKey key) {
        try {
            crl.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns the later of two lists of one series; the second where neither time nor number tells. */
    static RevocationList later(RevocationList one, RevocationList other) {
        return BY_AGE.compare(one, other) > 0 ? one : other;
    }
}
