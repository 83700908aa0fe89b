package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** Reads the certificates of a PKI from its files. */
public final class CertificateLoader {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int KEY_CERT_SIGN = 5;

    private CertificateLoader() {}

    /**
     * Reads certificates as they are.
     *
     * @throws IllegalArgumentException naming the file at fault
     */
    public static List<X509Certificate> read(List<Path> files) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .forEach(each -> certificates.add((X509Certificate) each));
            } catch (IOException | CertificateException e) {
                throw new IllegalArgumentException(
                        "certificate file " + file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return certificates;
    }

    /**
     * Checks what path validation assumes of anchors (RFC 5280, 6.1.1 d): that they are valid, CAs, and may sign certificates.
     *
     * @throws IllegalArgumentException naming the certificate at fault
     */
    static void requireAnchors(List<X509Certificate> anchors, Clock clock) {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("there is no anchor");
        }
        for (X509Certificate anchor : anchors) {
            String name = anchor.getSubjectX500Principal().getName();
            try {
                anchor.checkValidity(Date.from(clock.instant()));
            } catch (CertificateException e) {
                throw new IllegalArgumentException("anchor " + name + " is not valid now", e);
            }
            if (anchor.getBasicConstraints() < 0) {
                throw new IllegalArgumentException("anchor " + name + " is not a CA");
            }
            if (!maySignCertificates(anchor)) {
                throw new IllegalArgumentException("anchor " + name + " may not sign certificates");
            }
            if (anchor.getExtensionValue(NAME_CONSTRAINTS) != null) {
                // the JDK takes none of an anchor, and what constrains it must not be passed over (RFC 5937)
                throw new IllegalArgumentException(
                        "anchor " + name
                                + " has name constraints, which are not applied to anchors; take its issuer as the anchor and it as an intermediate");
            }
        }
    }

    static boolean maySignCertificates(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }
}
