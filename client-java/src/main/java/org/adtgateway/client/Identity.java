package org.adtgateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.jspecify.annotations.Nullable;

/**
 * Holds a private key and its certificate with its chain. There are two kinds, which are never the same: the
 * <em>transport</em> identity that opens the connection, and the
 * <em>signing</em> identity that signs files ({@link FileSigner#of}). Every method here throws {@link SigningException}
 * when the key or certificate cannot be read, with what to do in its message.
 */
public final class Identity {
    private final KeyMaterial keys;

    private Identity(PrivateKey privateKey, List<X509Certificate> chain, @Nullable Provider provider) {
        this.keys = new KeyMaterial(privateKey, chain, provider);
    }

    /** Reads the only private key in a PKCS#12 file ({@code .p12}, {@code .pfx}). */
    public static Identity pkcs12(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return keyStore(store, null, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new SigningException(
                    "Cannot open the PKCS#12 file " + file + ": " + e.getMessage() + ". Is the password right?", e);
        }
    }

    /**
     * Reads a PEM file with the certificate first, its chain after it, and another (or the same) with the private key:
     * PKCS#8, SEC 1 or PKCS#1, not encrypted.
     */
    public static Identity pem(Path certificates, Path privateKey) {
        return new Identity(KeyFiles.privateKey(privateKey, null), KeyFiles.certificates(certificates), null);
    }

    /** Reads PEM as {@link #pem(Path, Path)} does, with a private key encrypted as PKCS#8 ({@code ENCRYPTED PRIVATE KEY}). */
    public static Identity pem(Path certificates, Path privateKey, char[] password) {
        return new Identity(KeyFiles.privateKey(privateKey, password), KeyFiles.certificates(certificates), null);
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
            return keyStore(store, alias, null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SigningException("Cannot open the PKCS#11 token by " + configuration + ": " + reason(e), e);
        }
    }

    /**
     * Uses a key of a key store that is already open.
     *
     * @param alias null for the only private key in it
     * @param password the key's own password; null for a token, which is opened by its PIN
     */
    public static Identity keyStore(KeyStore store, @Nullable String alias, char @Nullable [] password) {
        try {
            String name = alias == null ? onlyKey(store) : alias;
            Certificate[] certificates = store.getCertificateChain(name);
            if (!(store.getKey(name, password) instanceof PrivateKey key) || certificates == null) {
                throw new SigningException("The key store has no private key with a certificate under '" + name + "'");
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : certificates) {
                chain.add((X509Certificate) certificate);
            }
            boolean extractable = key.getEncoded() != null;
            return new Identity(key, chain, extractable ? null : store.getProvider());
        } catch (GeneralSecurityException e) {
            throw new SigningException("Cannot take the private key out of the key store: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate of the private key. */
    public X509Certificate certificate() {
        return keys.certificate();
    }

    /** Returns the certificate first, then its chain as far as given. */
    public List<X509Certificate> chain() {
        return keys.chain();
    }

    KeyMaterial keys() {
        return keys;
    }

    /** Names the certificate; never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal().getName() + "]";
    }

    private static String onlyKey(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1) {
            throw new SigningException(
                    keys.isEmpty()
                            ? "The key store or token has no private key with its certificate: put both into it"
                            : "The key store has " + keys.size() + " private keys " + keys + ": name one");
        }
        return keys.get(0);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
