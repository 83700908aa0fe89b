package org.adtgateway.client.internal.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.adtgateway.client.SigningException;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.jspecify.annotations.Nullable;

/** Creates the TLS context from a key and trusted authorities. */
public final class TlsContextFactory {
    private TlsContextFactory() {}

    /**
     * Creates the context.
     *
     * @param trust null for the public authorities that the Java runtime trusts
     */
    public static SSLContext of(Supplier<KeyMaterial> source, @Nullable KeyStore trust) {
        KeyMaterial keys = source.get();
        // a key on a token works in TLS only if its provider is registered with the runtime
        if (keys.provider() != null && Security.getProvider(keys.provider().getName()) == null) {
            Security.addProvider(keys.provider());
        }
        try {
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new IdentityKeyManager(source)}, trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SigningException("Cannot set up TLS: " + e.getMessage(), e);
        }
    }

    public static KeyStore trust(Collection<X509Certificate> anchors) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate anchor : anchors) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new SigningException("Cannot set up trust: " + e.getMessage(), e);
        }
    }
}
