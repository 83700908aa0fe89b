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
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and its certificate with what chain there is. There are two kinds in use, which are never the same: the
 * <em>transport</em> identity that opens the connection , and the
 * <em>signing</em> identity that signs files ({@link FileSigner#of}). Every method here throws {@link SigningException}
 * when the key or certificate cannot be read, with what to do in its message.
 */
public final class Identity {
    private final PrivateKey privateKey;
    private final List<X509Certificate> chain;
    private final @Nullable Provider provider;

    private Identity(PrivateKey privateKey, List<X509Certificate> chain, @Nullable Provider provider) {
        this.privateKey = privateKey;
        this.chain = List.copyOf(chain);
        this.provider = provider;
    }

    /** The only private key in a PKCS#12 file ({@code .p12}, {@code .pfx}). */
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
     * A PEM file with the certificate first, its chain after it, and another (or the same) with the private key:
     * PKCS#8, SEC 1 or PKCS#1, not encrypted.
     */
    public static Identity pem(Path certificates, Path privateKey) {
        return new Identity(KeyFiles.privateKey(privateKey, null), KeyFiles.certificates(certificates), null);
    }

    /** As {@link #pem(Path, Path)}, with a private key encrypted as PKCS#8 ({@code ENCRYPTED PRIVATE KEY}). */
    public static Identity pem(Path certificates, Path privateKey, char[] password) {
        return new Identity(KeyFiles.privateKey(privateKey, password), KeyFiles.certificates(certificates), null);
    }

    /**
     * A key on a token, reached through PKCS#11. The key stays on the token.
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
     * A key of a key store that is already open.
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

    /** The certificate of the private key. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The certificate first, then whatever of its chain was given with it. */
    public List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    /** Where the key must be used when it cannot leave its token; null when any provider will do. */
    @Nullable
    Provider provider() {
        return provider;
    }

    byte[] sign(byte[] bytes) throws GeneralSecurityException {
        String algorithm = SigningAlgorithm.of(certificate().getPublicKey()).jcaName();
        Signature signature =
                provider == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, provider);
        signature.initSign(privateKey);
        signature.update(bytes);
        return signature.sign();
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
                            : "The key store has " + keys.size() + " private keys " + keys + ": say which");
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
