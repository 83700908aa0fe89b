package org.adtgateway.checks.certificate;

import java.util.HashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;

/**
 * What a revocation list covers: its issuing distribution point (RFC 5280, 5.2.5).
 *
 * @param names of the distribution point; empty where none is stated, which is all of them
 * @param reasons the reasons of revocation that are listed, a set of the bits of {@link #ALL_REASONS}
 * @param indirect whether certificates of other issuers may be listed
 */
record CrlScope(
        Set<Object> names,
        boolean onlyUserCertificates,
        boolean onlyAuthorities,
        boolean onlyAttributeCertificates,
        int reasons,
        boolean indirect) {
    /** Every reason of ReasonFlags (RFC 5280, 4.2.1.13). */
    static final int ALL_REASONS = ReasonFlags.keyCompromise
            | ReasonFlags.cACompromise
            | ReasonFlags.affiliationChanged
            | ReasonFlags.superseded
            | ReasonFlags.cessationOfOperation
            | ReasonFlags.certificateHold
            | ReasonFlags.privilegeWithdrawn
            | ReasonFlags.aACompromise;

    private static final CrlScope EVERYTHING = new CrlScope(Set.of(), false, false, false, ALL_REASONS, false);

    static CrlScope of(@Nullable Extension extension, X500Principal crlIssuer) {
        if (extension == null) {
            return EVERYTHING;
        }
        IssuingDistributionPoint point = IssuingDistributionPoint.getInstance(extension.getParsedValue());
        return new CrlScope(
                names(point.getDistributionPoint(), crlIssuer),
                point.onlyContainsUserCerts(),
                point.onlyContainsCACerts(),
                point.onlyContainsAttributeCerts(),
                reasons(point.getOnlySomeReasons()),
                point.isIndirectCRL());
    }

    static int reasons(@Nullable ASN1BitString flags) {
        return flags == null ? ALL_REASONS : flags.intValue() & ALL_REASONS;
    }

    /** The names of a distribution point; one that is relative to an issuer is made whole (4.2.1.13). */
    static Set<Object> names(@Nullable DistributionPointName name, X500Principal issuer) {
        if (name == null) {
            return Set.of();
        }
        if (name.getType() == DistributionPointName.FULL_NAME) {
            return names(GeneralNames.getInstance(name.getName()));
        }
        ASN1EncodableVector whole = new ASN1EncodableVector();
        for (RDN each : X500Name.getInstance(issuer.getEncoded()).getRDNs()) {
            whole.add(each);
        }
        whole.add(RDN.getInstance(ASN1Set.getInstance(name.getName())));
        return Set.of(RevocationList.principal(X500Name.getInstance(new DERSequence(whole))));
    }

    /** Names that can be compared: directory names by their meaning, others by their octets. */
    static Set<Object> names(GeneralNames names) {
        Set<Object> comparable = new HashSet<>();
        for (GeneralName each : names.getNames()) {
            comparable.add(
                    each.getTagNo() == GeneralName.directoryName
                            ? RevocationList.principal(X500Name.getInstance(each.getName()))
                            : each);
        }
        return comparable;
    }
}
