package org.adtgateway.client;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.certificate.PrivateKeyLoader;
import org.jspecify.annotations.Nullable;

/** Reads certificates and private keys from files, and says what is wrong as a {@link SigningException}. */
final class KeyFiles {
    private KeyFiles() {}

    static List<X509Certificate> certificates(Path file) {
        try {
            return CertificateLoader.read(file);
        } catch (IllegalArgumentException e) {
            throw new SigningException(String.valueOf(e.getMessage()), e);
        }
    }

    static PrivateKey privateKey(Path file, char @Nullable [] password) {
        try {
            return PrivateKeyLoader.read(file, password);
        } catch (IllegalArgumentException e) {
            throw new SigningException(String.valueOf(e.getMessage()), e);
        }
    }
}
