package org.adtgateway.server.http;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Holds the signatures of handshakes, and those in the certificates that they show, to the digests SHA-256, SHA-384 and SHA-512. The platform
 * would also make and take some with SHA-1, SHA-224 or DSA. Its own settings for that are read once for the whole process, by whichever class comes first; this
 * one belongs to each connection.
 */
public final class HandshakeSignatures implements Connection.Listener {
    private static final AlgorithmConstraints CONSTRAINTS = new StrongDigests();

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection tls) {
            SSLEngine engine = tls.getSSLEngine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setAlgorithmConstraints(CONSTRAINTS);
            engine.setSSLParameters(parameters);
        }
    }

    /** Is asked by the platform about schemes (rsa_pkcs1_sha256), algorithms (SHA256withRSA) and kinds of keys (RSA, EC). */
    static final class StrongDigests implements AlgorithmConstraints {
        private static final Pattern DIGEST = Pattern.compile("(?i)(?:MD|SHA-?)\\d+");
        private static final Pattern ALLOWED = Pattern.compile("(?i)SHA-?(?:256|384|512)");
        private static final Pattern DSA = Pattern.compile("(?i)(?:.*with)?DSA(?:_.*)?");

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !primitives.contains(CryptoPrimitive.SIGNATURE)
                    || (!DSA.matcher(algorithm).matches()
                            && DIGEST.matcher(algorithm)
                                    .results()
                                    .allMatch(digest ->
                                            ALLOWED.matcher(digest.group()).matches()));
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return permits(primitives, algorithm, parameters);
        }
    }
}
