package org.adtgateway.server.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.adtgateway.checks.crypto.SignatureAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Where the key that signs receipts is: in a file, or on a PKCS#11 token that never gives it away.
 *
 * @param keyStore a PKCS#12 file; left out where there is a token
 * @param pkcs11 the configuration of a token for the JDK's provider SunPKCS11: a file with {@code name}, {@code library} and {@code slot} or
 *     {@code slotListIndex}; left out where there is a file with keys
 * @param password of the file and the key, or the token's PIN
 * @param alias of the entry; not needed where there is one key only
 */
public record ReceiptKey(
        @JsonProperty("keyStore") @Nullable Path keyStore,
        @JsonProperty("pkcs11") @Nullable Path pkcs11,
        @JsonProperty("password") @NotNull String password,
        @JsonProperty("alias") @Nullable String alias) {
    /** A key, the certificates from its own upwards, and who signs with it. */
    record Loaded(PrivateKey key, List<X509Certificate> chain, Provider provider) {}

    public ReceiptKey {
        if ((keyStore == null) == (pkcs11 == null)) {
            throw new IllegalArgumentException("receipts: give either keyStore or pkcs11");
        }
    }

    /**
     * Loads the key.
     *
     * @param provider signs with a key from a file
     * @throws IllegalArgumentException when there is no such key; the message names the file, never the password
     */
    Loaded load(Provider provider) {
        try {
            return pkcs11 != null ? ofToken(pkcs11) : ofFile(Objects.requireNonNull(keyStore), provider);
        } catch (IOException | GeneralSecurityException | ProviderException | InvalidParameterException e) {
            throw new IllegalArgumentException("receipts: " + source() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Loaded ofFile(Path file, Provider provider) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            Loaded entry = entry(store, provider);
            // once, and not at each signature
            PrivateKey key = KeyFactory.getInstance(entry.key().getAlgorithm(), provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(entry.key().getEncoded()));
            return new Loaded(key, entry.chain(), provider);
        }
    }

    private Loaded ofToken(Path configuration) throws IOException, GeneralSecurityException {
        Provider token = Security.getProvider("SunPKCS11").configure(configuration.toString());
        KeyStore store = KeyStore.getInstance("PKCS11", token);
        store.load(null, password.toCharArray());
        return entry(store, token);
    }

    private Loaded entry(KeyStore store, Provider provider) throws GeneralSecurityException {
        String entry = alias != null ? alias : onlyKey(store);
        if (!(store.getKey(entry, password.toCharArray()) instanceof PrivateKey key)) {
            throw new IllegalArgumentException("receipts: " + source() + " has no key '" + entry + "'");
        }
        Certificate[] stored = store.getCertificateChain(entry);
        if (stored == null) {
            throw new IllegalArgumentException("receipts: " + source() + " has no certificate for '" + entry + "'");
        }
        List<X509Certificate> chain =
                Arrays.stream(stored).map(X509Certificate.class::cast).toList();
        try {
            SignatureAlgorithm.requireSigningKey(chain.get(0).getPublicKey());
        } catch (RefusedException e) {
            throw new IllegalArgumentException(
                    "receipts: " + source() + " has a key that receipts cannot be signed with ("
                            + chain.get(0).getPublicKey().getAlgorithm()
                            + "): use ECDSA on P-256 or P-384, or RSA of 2048 bits or more",
                    e);
        }
        return new Loaded(key, chain, provider);
    }

    private String onlyKey(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String each : Collections.list(store.aliases())) {
            if (store.isKeyEntry(each)) {
                keys.add(each);
            }
        }
        if (keys.size() != 1) {
            throw new IllegalArgumentException(
                    "receipts: " + source() + " holds " + keys.size() + " keys; name one by receipts.alias");
        }
        return keys.get(0);
    }

    private String source() {
        return pkcs11 != null ? "the token of " + pkcs11 : "keyStore " + keyStore;
    }

    @Override
    public String toString() {
        return "ReceiptKey[" + source() + ", password=[REDACTED]]";
    }
}
