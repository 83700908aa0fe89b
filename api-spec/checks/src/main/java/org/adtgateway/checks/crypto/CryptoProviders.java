package org.adtgateway.checks.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which implementation serves what. JDK 17's own ECDSA is slow and misjudges some malformed signatures, so that the best other one that loads
 * serves it; RSA and digests are the JDK's.
 */
public final class CryptoProviders {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProviders.class);
    private static final String ECDSA = "SHA256withECDSA";

    /** Those that load here, the fastest first. Bouncy Castle is Java alone and always does. */
    static final List<Provider> ECDSA_CAPABLE = Stream.concat(
                    corretto().stream(), Stream.of(new BouncyCastleProvider()))
            .filter(CryptoProviders::serves)
            .toList();

    private CryptoProviders() {}

    /** Returns the fastest that loads. */
    public static Provider ecdsa() {
        return ECDSA_CAPABLE.get(0);
    }

    /**
     * Lets TLS have the native one too: JSSE takes whichever comes first. With the JDK's own curves a new connection takes about a third more
     * processor time (docs/measurements.md). What verifies files names its provider itself, and so stays what it was tested with.
     */
    public static void preferForTls() {
        if (!(ecdsa() instanceof BouncyCastleProvider)) {
            Security.insertProviderAt(ecdsa(), 1);
        }
    }

    /** Says which it is, at start. */
    public static void log() {
        LOG.info("ECDSA is served by {}", ecdsa().getInfo());
    }

    /** Amazon Corretto Crypto Provider: native, bundled for Linux and macOS only, so it is looked for by name. */
    private static Optional<Provider> corretto() {
        try {
            Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            return Optional.of((Provider) type.getField("INSTANCE").get(null));
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** A native library that did not load shows only here. */
    private static boolean serves(Provider provider) {
        try {
            Signature.getInstance(ECDSA, provider);
            return true;
        } catch (GeneralSecurityException | LinkageError e) {
            return false;
        }
    }
}
