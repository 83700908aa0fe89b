package org.adtgateway.client.internal.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.SigningException;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** Opens key stores in files, and states what a file is that is none. */
public final class KeyStoreFile {
    private static final int JKS_MAGIC = 0xfeedfeed;
    private static final int INTEGER_BYTES = 4;

    private KeyStoreFile() {}

    /** Tells by its content whether a file is a key store (PKCS#12 or JKS), which needs a password. */
    public static boolean is(Path file) {
        return isStore(bytes(file));
    }

    private static boolean isStore(byte[] file) {
        if (file.length >= INTEGER_BYTES && ByteBuffer.wrap(file).getInt() == JKS_MAGIC) {
            return true;
        }
        try {
            return Pfx.getInstance(file).getAuthSafe() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Opens a key store. The runtime's own reader takes no password with characters outside ASCII, Bouncy Castle's does. */
    public static KeyStore open(Path file, char[] password) {
        byte[] bytes = bytes(file);
        if (!isStore(bytes)) {
            throw new SigningException(file + " is not PKCS#12, but " + what(bytes));
        }
        try {
            return load(bytes, password, null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            try {
                return load(bytes, password, new BouncyCastleProvider());
            } catch (IOException | GeneralSecurityException | RuntimeException other) {
                throw new SigningException(
                        file + " is a key store that this password does not open. Is the password right?", e);
            }
        }
    }

    private static KeyStore load(byte[] file, char[] password, @Nullable Provider provider)
            throws GeneralSecurityException, IOException {
        KeyStore store = provider == null ? KeyStore.getInstance("PKCS12") : KeyStore.getInstance("PKCS12", provider);
        store.load(new ByteArrayInputStream(file), password);
        for (String alias : aliases(store)) {
            if (store.isKeyEntry(alias)) {
                // a key that cannot be decrypted shows here, and not when it is used
                store.getKey(alias, password);
            }
        }
        return store;
    }

    private static String what(byte[] bytes) {
        try {
            CertificateLoader.parse(bytes);
            boolean pem = TextFile.decode(bytes).contains("-----BEGIN ");
            boolean key = TextFile.decode(bytes).contains("PRIVATE KEY-----");
            return (pem ? "PEM" : "a certificate (DER)")
                    + (key
                            ? " with certificate and key: give it as certificate and as key"
                            : ": give the file with its private key too");
        } catch (CertificateException e) {
            return TextFile.decode(bytes).contains("PRIVATE KEY-----")
                    ? "a private key (PEM): give its certificate, and this as the key"
                    : bytes.length == 0 ? "empty" : "something else, or damaged";
        }
    }

    /**
     * Takes a key and its certificates out of a store.
     *
     * @param alias null for the only private key in it
     * @param password the key's own; null for a token, which its PIN has opened
     * @param where names the store in messages
     */
    public static KeyMaterial key(KeyStore store, @Nullable String alias, char @Nullable [] password, String where) {
        try {
            String name = alias == null ? onlyKey(store, where) : named(store, alias, where);
            Certificate[] certificates = store.getCertificateChain(name);
            if (certificates == null || !(store.getKey(name, password) instanceof PrivateKey key)) {
                throw new SigningException(
                        where + " has no private key with its certificate under '" + name + "', but " + keys(store));
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : certificates) {
                chain.add((X509Certificate) certificate);
            }
            boolean extractable = key.getEncoded() != null;
            return KeyMaterial.matching(
                    extractable ? ofTheRuntime(key) : key, chain, extractable ? null : store.getProvider(), where);
        } catch (GeneralSecurityException e) {
            throw new SigningException(
                    "The private key cannot be taken out of " + where + ": its own password is another one", e);
        }
    }

    /** Converts keys of other providers, which TLS and signatures of the runtime do not take. */
    private static PrivateKey ofTheRuntime(PrivateKey key) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().startsWith("EC") ? "EC" : key.getAlgorithm();
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static String named(KeyStore store, String alias, String where) throws GeneralSecurityException {
        for (String each : keys(store)) {
            if (each.equalsIgnoreCase(alias)) {
                return each;
            }
        }
        throw new SigningException(where + " has no private key '" + alias + "', but " + keys(store));
    }

    private static String onlyKey(KeyStore store, String where) throws GeneralSecurityException {
        List<String> keys = keys(store);
        if (keys.size() != 1) {
            throw new SigningException(
                    keys.isEmpty()
                            ? where + " has no private key with its certificate: put both into it"
                            : where + " has " + keys.size() + " private keys " + keys + ": name one by its alias");
        }
        return keys.get(0);
    }

    private static List<String> keys(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : aliases(store)) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        return keys;
    }

    private static List<String> aliases(KeyStore store) throws GeneralSecurityException {
        return Collections.list(store.aliases());
    }

    private static byte[] bytes(Path file) {
        try {
            return TextFile.bytes(file);
        } catch (IllegalArgumentException e) {
            throw new SigningException(String.valueOf(e.getMessage()), e);
        }
    }
}
