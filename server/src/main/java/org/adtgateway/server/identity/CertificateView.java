package org.adtgateway.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.fileformat.FileType;

/** Shows registered certificates as the contract does. */
public final class CertificateView {
    private CertificateView() {}

    /** Shows a certificate that its Party connects with. */
    public static org.adtgateway.api.RegisteredCertificate transport(RegisteredCertificate certificate, Instant now) {
        return builder(certificate, now).build();
    }

    /** Shows a certificate that signs files, with what it may sign. */
    public static org.adtgateway.api.RegisteredCertificate signing(RegisteredCertificate certificate, Instant now) {
        return builder(certificate, now)
                .fileTypes(fileTypes(certificate.fileTypes()))
                .userIds(sorted(certificate.userIds()))
                .build();
    }

    private static org.adtgateway.api.RegisteredCertificate.Builder builder(
            RegisteredCertificate certificate, Instant now) {
        return org.adtgateway.api.RegisteredCertificate.builder()
                .subject(certificate.subject())
                .issuer(certificate.issuer())
                .serialNumber(certificate.serialNumber())
                .sha256(certificate.sha256())
                .notBefore(certificate.certificate().getNotBefore().toInstant())
                .notAfter(certificate.certificate().getNotAfter().toInstant())
                .daysLeft(daysLeft(certificate, now));
    }

    /** Whole days until the certificate ends, rounded down; negative once it has ended. */
    private static int daysLeft(RegisteredCertificate certificate, Instant now) {
        Instant end = certificate.certificate().getNotAfter().toInstant();
        return Math.toIntExact(Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400L));
    }

    /** Returns file types in the order of their names. */
    public static List<FileType> fileTypes(Set<String> types) {
        return types.stream().sorted().map(FileType::valueOf).toList();
    }

    /** Returns User IDs in their order. */
    public static List<String> sorted(Set<String> userIds) {
        return userIds.stream().sorted().toList();
    }
}
