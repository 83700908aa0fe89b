package org.adtgateway.checks.certificate;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Looks at the names below an authority with name constraints (RFC 5280, 4.2.1.10). Path validation compares ends of strings, and passes over an
 * e-mail address that it cannot parse: only of a name that is well-formed does it say whether the authority may vouch for it.
 */
final class ConstrainedNames {
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern DNS = Pattern.compile("(?:\\*\\.)?" + LABEL + "(?:\\." + LABEL + ")*+");
    private static final Pattern EMAIL = Pattern.compile("[\\x21-\\x7e&&[^@]]++@" + LABEL + "(?:\\." + LABEL + ")*+");
    private static final int IP_V4 = 4;
    private static final int IP_V6 = 16;

    private ConstrainedNames() {}

    /**
     * Finds a malformed name of a path that an authority of it constrains.
     *
     * @param path from the leaf to the anchor, each with well-formed extensions
     */
    static Optional<String> malformed(List<X509Certificate> path) {
        for (int i = path.size() - 1; i > 0; i--) {
            if (CertificateExtensions.has(path.get(i), Extension.nameConstraints)) {
                return path.subList(0, i).stream()
                        .flatMap(ConstrainedNames::malformed)
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    private static Stream<String> malformed(X509Certificate certificate) {
        Stream<String> emails = Stream.of(X500Name.getInstance(
                                certificate.getSubjectX500Principal().getEncoded())
                        .getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress))
                .map(ConstrainedNames::email)
                .filter(email -> !EMAIL.matcher(email).matches());
        if (!CertificateExtensions.has(certificate, Extension.subjectAlternativeName)) {
            return emails;
        }
        GeneralNames names =
                GeneralNames.getInstance(CertificateExtensions.value(certificate, Extension.subjectAlternativeName));
        return Stream.concat(
                emails,
                Stream.of(names.getNames()).filter(name -> !isWellFormed(name)).map(GeneralName::toString));
    }

    private static String email(RDN rdn) {
        return Stream.of(rdn.getTypesAndValues())
                .filter(each -> each.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress))
                .map(each -> each.getValue() instanceof ASN1String text ? text.getString() : "")
                .findFirst()
                .orElse("");
    }

    private static boolean isWellFormed(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.rfc822Name -> EMAIL.matcher(text(name)).matches();
            case GeneralName.dNSName -> DNS.matcher(text(name)).matches();
            case GeneralName.uniformResourceIdentifier -> isUri(text(name));
            case GeneralName.iPAddress -> {
                int length = ASN1OctetString.getInstance(name.getName()).getOctetsLength();
                yield length == IP_V4 || length == IP_V6;
            }
            default -> true;
        };
    }

    private static String text(GeneralName name) {
        return ((ASN1String) name.getName()).getString();
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
