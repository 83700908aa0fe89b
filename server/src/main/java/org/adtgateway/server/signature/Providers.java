package org.adtgateway.server.signature;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Which implementation serves what. JDK 17's own ECDSA is slow and misjudges some malformed signatures; its RSA and digests serve. */
final class Providers {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private Providers() {}

    static Provider ecdsa() {
        return BOUNCY_CASTLE;
    }
}
