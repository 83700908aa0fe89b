package org.adtgateway.checks.certificate;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.text.TextFile;

/** Reads certificates from files, PEM with whatever stands around it or DER, one certificate or several; and writes them as PEM. */
public final class CertificateLoader {
    private static final Set<String> CERTIFICATE_LABELS =
            Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private CertificateLoader() {}

    /**
     * Reads the certificates of several files, in their order.
     *
     * @throws IllegalArgumentException naming the file at fault
     */
    public static List<X509Certificate> read(List<Path> files) {
        return files.stream().flatMap(file -> read(file).stream()).toList();
    }

    /**
     * Reads the certificates of a file, in their order; at least one.
     *
     * @throws IllegalArgumentException naming the file, and saying what is wrong with it
     */
    public static List<X509Certificate> read(Path file) {
        try {
            return parse(TextFile.bytes(file));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    /**
     * Reads the certificates in the bytes of a file; at least one.
     *
     * @throws CertificateException with a message that goes on after the name of the file
     */
    public static List<X509Certificate> parse(byte[] file) throws CertificateException {
        List<X509Certificate> certificates = PemText.isDer(file) ? ofDer(file) : ofPem(file);
        if (certificates.isEmpty()) {
            throw new CertificateException(
                    "holds no certificate: expected one as DER, or as PEM with -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static List<X509Certificate> ofPem(byte[] file) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemText.Block block : PemText.blocks(file)) {
            if (CERTIFICATE_LABELS.contains(block.label())) {
                int number = certificates.size() + 1;
                try {
                    certificates.add(certificate(block.decoded()));
                } catch (CertificateException | IllegalArgumentException e) {
                    throw new CertificateException("holds a damaged certificate, number " + number + " in it", e);
                }
            }
        }
        return certificates;
    }

    private static List<X509Certificate> ofDer(byte[] file) throws CertificateException {
        try {
            // several after each other, and the certificates of a PKCS#7 message (.p7b), are read too
            Collection<?> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file));
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new CertificateException(
                    "is DER, but not a certificate, or a damaged one; a key store (PKCS#12) has to be exported as PEM first",
                    e);
        }
    }

    /** Parses one certificate from its DER. */
    public static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** Writes certificates as PEM, one after the other (RFC 7468, 5). */
    public static String pem(List<X509Certificate> certificates) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        for (X509Certificate each : certificates) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(each.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was parsed can be encoded", e);
            }
        }
        return pem.toString();
    }
}
