package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One revocation list (RFC 5280, 5), parsed once: sets of serial numbers, what it covers, until when it holds, and who proved to have signed it.
 *
 * @param number its cRLNumber (5.2.3); null where it has none
 * @param base the BaseCRLNumber of a delta list (5.2.4); null for a complete one
 * @param entries by certificate issuer, which is the list's own issuer but in indirect lists
 * @param signers authorities of one key that the list's signature proves; any of them may vouch for the list
 */
public record RevocationList(
        X500Principal issuer,
        Instant thisUpdate,
        Instant nextUpdate,
        @Nullable BigInteger number,
        @Nullable BigInteger base,
        CrlScope scope,
        Map<X500Principal, Entries> entries,
        List<X509Certificate> signers) {
    private static final int CRL_SIGN = 6;
    private static final Set<ASN1ObjectIdentifier> KNOWN = Set.of(
            Extension.authorityKeyIdentifier,
            Extension.issuerAlternativeName,
            Extension.cRLNumber,
            Extension.deltaCRLIndicator,
            Extension.issuingDistributionPoint,
            Extension.freshestCRL);
    private static final Set<ASN1ObjectIdentifier> KNOWN_OF_ENTRY = Set.of(
            Extension.reasonCode, Extension.invalidityDate, Extension.certificateIssuer, Extension.instructionCode);
    private static final Entries NOTHING = new Entries(Set.of(), Set.of());

    /** Serial numbers of one certificate issuer: those revoked, and those that a delta list takes back (removeFromCRL, 5.3.1). */
    record Entries(Set<BigInteger> revoked, Set<BigInteger> removed) {}

    /** What makes a list a successor of another: same issuer, key, kind and scope. */
    record Series(X500Principal issuer, PublicKey key, boolean delta, CrlScope scope) {}

    /**
     * Parses a list and finds who signed it.
     *
     * @param authorities among whom the signer must be
     * @throws IllegalArgumentException where the list may not be used (6.3.3), saying why
     */
    static RevocationList of(X509CRLHolder crl, List<X509Certificate> authorities) {
        X500Principal issuer = principal(crl.getIssuer());
        try {
            requireKnown(crl.getExtensions(), KNOWN);
            if (crl.getNextUpdate() == null) {
                throw new IllegalArgumentException("it has no nextUpdate");
            }
            CrlScope scope = CrlScope.of(crl.getExtension(Extension.issuingDistributionPoint), issuer);
            return new RevocationList(
                    issuer,
                    crl.getThisUpdate().toInstant(),
                    crl.getNextUpdate().toInstant(),
                    integer(crl.getExtension(Extension.cRLNumber)),
                    integer(crl.getExtension(Extension.deltaCRLIndicator)),
                    scope,
                    entries(crl, issuer, scope.indirect()),
                    signers(crl, issuer, authorities));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the list of " + issuer.getName() + ": " + e.getMessage(), e);
        }
    }

    private static void requireKnown(@Nullable Extensions extensions, Set<ASN1ObjectIdentifier> known) {
        if (extensions == null) {
            return;
        }
        for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
            if (!known.contains(critical)) {
                throw new IllegalArgumentException("it has the critical extension " + critical + ", which is unknown");
            }
        }
    }

    private static @Nullable BigInteger integer(@Nullable Extension extension) {
        return extension == null
                ? null
                : ASN1Integer.getInstance(extension.getParsedValue()).getValue();
    }

    private static Map<X500Principal, Entries> entries(X509CRLHolder crl, X500Principal issuer, boolean indirect) {
        Map<X500Principal, Entries> entries = new HashMap<>();
        X500Principal of = issuer;
        Enumeration<?> each = crl.toASN1Structure().getTBSCertList().getRevokedCertificateEnumeration();
        while (each.hasMoreElements()) {
            TBSCertList.CRLEntry entry = (TBSCertList.CRLEntry) each.nextElement();
            Extensions extensions = entry.getExtensions();
            boolean removed = false;
            if (extensions != null) {
                requireKnown(extensions, KNOWN_OF_ENTRY);
                if (indirect) {
                    of = certificateIssuer(extensions, of);
                }
                removed = isRemoval(extensions);
            }
            Entries ofIssuer = entries.computeIfAbsent(of, ignored -> new Entries(new HashSet<>(), new HashSet<>()));
            (removed ? ofIssuer.removed() : ofIssuer.revoked())
                    .add(entry.getUserCertificate().getValue());
        }
        return entries;
    }

    /** In an indirect list an entry is of the issuer that it names, or else of the entry before it (5.3.3). */
    private static X500Principal certificateIssuer(Extensions extensions, X500Principal before) {
        Extension named = extensions.getExtension(Extension.certificateIssuer);
        if (named == null) {
            return before;
        }
        for (GeneralName name : GeneralNames.getInstance(named.getParsedValue()).getNames()) {
            if (name.getTagNo() == GeneralName.directoryName) {
                return principal(X500Name.getInstance(name.getName()));
            }
        }
        throw new IllegalArgumentException("an entry names its certificate's issuer by no directory name");
    }

    private static boolean isRemoval(Extensions extensions) {
        Extension reason = extensions.getExtension(Extension.reasonCode);
        return reason != null
                && ASN1Enumerated.getInstance(reason.getParsedValue()).intValueExact() == CRLReason.removeFromCRL;
    }

    private static List<X509Certificate> signers(
            X509CRLHolder crl, X500Principal issuer, List<X509Certificate> authorities) {
        List<X509Certificate> signers = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            if (authority.getSubjectX500Principal().equals(issuer)
                    && maySignLists(authority)
                    && (signers.isEmpty()
                            ? isSignedBy(crl, authority)
                            : authority.getPublicKey().equals(signers.get(0).getPublicKey()))) {
                signers.add(authority);
            }
        }
        if (signers.isEmpty()) {
            throw new IllegalArgumentException(
                    "no configured authority of that name, with the key usage cRLSign, has signed it");
        }
        return List.copyOf(signers);
    }

    private static boolean maySignLists(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        return usage == null || usage[CRL_SIGN];
    }

    private static boolean isSignedBy(X509CRLHolder crl, X509Certificate authority) {
        try {
            return crl.isSignatureValid(new JcaContentVerifierProviderBuilder().build(authority.getPublicKey()));
        } catch (OperatorCreationException | CertException e) {
            return false;
        }
    }

    Series series() {
        return new Series(issuer, signers.get(0).getPublicKey(), isDelta(), scope);
    }

    boolean isDelta() {
        return base != null;
    }

    Entries entriesOf(X500Principal certificateIssuer) {
        return entries.getOrDefault(certificateIssuer, NOTHING);
    }

    /** The later of two lists of one series; the second where they cannot be told apart by time or number. */
    static RevocationList later(RevocationList one, RevocationList other) {
        int order = one.thisUpdate().compareTo(other.thisUpdate());
        if (order == 0 && one.number() != null && other.number() != null) {
            order = one.number().compareTo(other.number());
        }
        return order > 0 || one.equals(other) ? one : other;
    }

    /** Whether this delta list brings a complete one up to date (5.2.4, 6.3.3 c): neither older than its base nor newer than the delta. */
    boolean updates(RevocationList complete) {
        return base != null
                && number != null
                && complete.number() != null
                && issuer.equals(complete.issuer())
                && scope.equals(complete.scope())
                && signers.get(0)
                        .getPublicKey()
                        .equals(complete.signers().get(0).getPublicKey())
                && complete.number().compareTo(base) >= 0
                && complete.number().compareTo(number) < 0;
    }

    public static X500Principal principal(X500Name name) {
        try {
            return new X500Principal(name.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalArgumentException("a name cannot be encoded: " + Arrays.toString(name.getRDNs()), e);
        }
    }
}
