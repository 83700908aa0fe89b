package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Reads and writes signatures and receipts, which are next to their file. */
final class SignatureFiles {
    private SignatureFiles() {}

    static Path signatureOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".p7s");
    }

    static Path receiptOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".receipt.p7m");
    }

    /** Writes certificates one after the other (RFC 7468). */
    static String pem(List<X509Certificate> certificates) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate each : certificates) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(each.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed can be encoded", e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the whole file or nothing. */
    static void write(Path file, byte[] content) {
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
