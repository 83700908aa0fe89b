package org.adtgateway.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.adtgateway.client.internal.signing.KeyStoreFile;
import org.adtgateway.client.internal.signing.RenewableKeys;
import org.jspecify.annotations.Nullable;

/**
 * Holds a private key and its certificate with its chain. There are two kinds, which are never the same: the
 * <em>transport</em> identity that opens the connection, and the
 * <em>signing</em> identity that signs files ({@link FileSigner#of}).
 *
 * <p>That key and certificate belong together is verified here. When the files are replaced, as a certificate was renewed, the new ones are used from
 * then on, without a restart.
 *
 * <p>Every method here throws {@link SigningException}
 * when the key or certificate cannot be read, with what to do in its message.
 */
public final class Identity {
    private final Supplier<KeyMaterial> keys;

    private Identity(Supplier<KeyMaterial> keys) {
        this.keys = keys;
    }

    /** Reads the only private key in a PKCS#12 file ({@code .p12}, {@code .pfx}). */
    public static Identity pkcs12(Path file, char[] password) {
        return pkcs12(file, password, null);
    }

    /**
     * Reads a private key in a PKCS#12 file ({@code .p12}, {@code .pfx}).
     *
     * @param alias which key, as {@code keytool -list} shows it; null for the only one
     */
    public static Identity pkcs12(Path file, char[] password, @Nullable String alias) {
        char[] own = password.clone();
        return onDisk(List.of(file), () -> KeyStoreFile.key(KeyStoreFile.open(file, own), alias, own, file.toString()));
    }

    /** Tells by its content whether a file is a key store, which {@link #pkcs12} reads, rather than certificates or a key. */
    public static boolean isPkcs12(Path file) {
        return KeyStoreFile.is(file);
    }

    /**
     * Reads a file with the certificate and its chain, and another (or the same) with the private key, not encrypted: PEM or DER; PKCS#8, SEC 1 or
     * PKCS#1.
     */
    public static Identity pem(Path certificates, Path privateKey) {
        return ofFiles(certificates, privateKey, null);
    }

    /** Reads files as {@link #pem(Path, Path)} does, with an encrypted private key: PKCS#8 or the traditional form, by any scheme that openssl writes. */
    public static Identity pem(Path certificates, Path privateKey, char[] password) {
        return ofFiles(certificates, privateKey, password.clone());
    }

    private static Identity ofFiles(Path certificates, Path privateKey, char @Nullable [] password) {
        for (Path file : List.of(certificates, privateKey)) {
            if (KeyStoreFile.is(file)) {
                throw new SigningException(
                        file
                                + " is a key store (PKCS#12), and not PEM: it has key and certificate in one file; use pkcs12(...)");
            }
        }
        return onDisk(
                List.of(certificates, privateKey),
                () -> KeyMaterial.matching(
                        KeyFiles.privateKey(privateKey, password),
                        KeyFiles.certificates(certificates),
                        null,
                        certificates.toString()));
    }

    private static Identity onDisk(List<Path> files, Supplier<KeyMaterial> loader) {
        return new Identity(new RenewableKeys(files, loader));
    }

    /**
     * Uses a key on a token through PKCS#11. The key stays on the token.
     *
     * @param configuration the configuration file of the JDK's SunPKCS11 provider; it names the token's library
     * @param alias which key, as {@code keytool -list} shows it; null for the only one
     */
    public static Identity pkcs11(Path configuration, char[] pin, @Nullable String alias) {
        try {
            Provider base = Security.getProvider("SunPKCS11");
            if (base == null) {
                throw new SigningException("This Java runtime has no SunPKCS11 provider (module jdk.crypto.cryptoki)");
            }
            Provider provider = base.configure(configuration.toString());
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            return ofStore(store, alias, null, "The token");
        } catch (SigningException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SigningException(
                    "Cannot open the PKCS#11 token by " + configuration
                            + ": is the PIN right, the token present, and the library in the configuration that of the token?"
                            + " (" + reason(e) + ")",
                    e);
        }
    }

    /**
     * Uses a key of a key store that is already open.
     *
     * @param alias null for the only private key in it
     * @param password the key's own password; null for a token, which is opened by its PIN
     */
    public static Identity keyStore(KeyStore store, @Nullable String alias, char @Nullable [] password) {
        return ofStore(store, alias, password, "The key store");
    }

    private static Identity ofStore(KeyStore store, @Nullable String alias, char @Nullable [] password, String where) {
        KeyMaterial fixed = KeyStoreFile.key(store, alias, password, where);
        return new Identity(() -> fixed);
    }

    /** Returns the certificate of the private key. */
    public X509Certificate certificate() {
        return keys.get().certificate();
    }

    /** Returns the certificate first, then its chain as far as given. */
    public List<X509Certificate> chain() {
        return keys.get().chain();
    }

    /** Returns what is in force at the moment. */
    KeyMaterial keys() {
        return keys.get();
    }

    Supplier<KeyMaterial> source() {
        return keys;
    }

    /** Names the certificate; never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal().getName() + "]";
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
