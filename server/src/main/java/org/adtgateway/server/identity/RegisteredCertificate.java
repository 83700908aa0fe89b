package org.adtgateway.server.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.adtgateway.checks.text.PrintableText;

/**
 * A certificate that belongs to a Party.
 *
 * @param sha256 of its DER, lower-case hex: the key under which it is registered
 * @param fileTypes which files it may sign; equal to the Party's where the registry says nothing
 * @param userIds for which User IDs it may sign; equal to the Party's where the registry says nothing
 */
public record RegisteredCertificate(
        String sha256,
        String partyId,
        Purpose purpose,
        X509Certificate certificate,
        Set<String> fileTypes,
        Set<String> userIds) {
    private static final int MAX_NAME = 2000;

    /** What the certificate is for; transport and file signing are never the same certificate. */
    public enum Purpose {
        TRANSPORT,
        SIGNING
    }

    public RegisteredCertificate {
        fileTypes = Set.copyOf(fileTypes);
        userIds = Set.copyOf(userIds);
    }

    /** Returns the fingerprint by which the registry knows a certificate. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed can be encoded", e);
        }
    }

    /** Returns the subject (RFC 4514), made printable. */
    public String subject() {
        return PrintableText.of(certificate.getSubjectX500Principal().getName(), MAX_NAME);
    }

    /** Returns the issuer (RFC 4514), made printable. */
    public String issuer() {
        return PrintableText.of(certificate.getIssuerX500Principal().getName(), MAX_NAME);
    }

    /** Returns the subject key identifier (RFC 5280, 4.2.1.2) in lower-case hex, where the certificate has one. */
    public Optional<String> subjectKeyIdentifier() {
        byte[] extension = certificate.getExtensionValue("2.5.29.14");
        // an OCTET STRING in an OCTET STRING, both short: tag and length twice
        return extension == null || extension.length < 5 || extension.length > 127
                ? Optional.empty()
                : Optional.of(HexFormat.of().formatHex(extension, 4, extension.length));
    }

    /** Returns the serial number in upper-case hex, whole bytes, as openssl prints it. */
    public String serialNumber() {
        return serialNumber(certificate);
    }

    /** As {@link #serialNumber()}, of any certificate. */
    public static String serialNumber(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }
}
