package org.adtgateway.client.internal.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.jspecify.annotations.Nullable;

/**
 * Offers the transport certificate always, even when the server does not name its issuer among those it accepts:
 * the server's answer then says what is wrong, where a silent absence would not.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "transport";

    private final Supplier<KeyMaterial> keys;

    IdentityKeyManager(Supplier<KeyMaterial> keys) {
        this.keys = keys;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes);
    }

    private @Nullable String choose(String[] keyTypes) {
        String own = keys.get().certificate().getPublicKey().getAlgorithm();
        for (String type : keyTypes) {
            if (type.startsWith(own)) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.get().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys.get().privateKey();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
