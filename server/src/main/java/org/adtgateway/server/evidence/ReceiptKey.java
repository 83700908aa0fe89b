package org.adtgateway.server.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the key that signs receipts is.
 *
 * @param keyStore a PKCS#12 file
 * @param password of the file and the key
 * @param alias of the entry; not needed where the file holds one key only
 */
public record ReceiptKey(
        @JsonProperty("keyStore") @NotNull Path keyStore,
        @JsonProperty("password") @NotNull String password,
        @JsonProperty("alias") @Nullable String alias) {
    record Loaded(PrivateKey key, List<X509Certificate> chain) {}

    /**
     * Loads the key.
     *
     * @throws IllegalArgumentException when there is no such key; the message names the file, never the password
     */
    Loaded load() {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            String entry = alias != null ? alias : onlyKey(store);
            if (!(store.getKey(entry, password.toCharArray()) instanceof PrivateKey key)) {
                throw new IllegalArgumentException("receipts.keyStore " + keyStore + " has no key '" + entry + "'");
            }
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(entry))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new Loaded(key, chain);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "receipts.keyStore " + keyStore + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String onlyKey(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new java.util.ArrayList<>();
        for (String each : Collections.list(store.aliases())) {
            if (store.isKeyEntry(each)) {
                keys.add(each);
            }
        }
        if (keys.size() != 1) {
            throw new IllegalArgumentException(
                    "receipts.keyStore " + keyStore + " holds " + keys.size() + " keys; name one by receipts.alias");
        }
        return keys.get(0);
    }

    @Override
    public String toString() {
        return "ReceiptKey[" + keyStore + ", password=[REDACTED]]";
    }
}
