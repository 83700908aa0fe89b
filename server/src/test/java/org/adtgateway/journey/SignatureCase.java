package org.adtgateway.journey;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A signed file with all that is needed to judge it, and the verdict that it must get from everybody.
 *
 * @param certificates those of the signers that are registered, and the authorities above them, the anchor last
 * @param lists the revocation lists of these authorities, DER
 * @param receivedAt the moment at which it is judged
 * @param code why it is refused; empty where it is accepted
 * @param why the rule behind the verdict, a sentence
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignatureCase(
        String name,
        byte[] file,
        byte[] signature,
        List<X509Certificate> certificates,
        List<byte[]> lists,
        Instant receivedAt,
        String code,
        String why) {
    boolean isAccepted() {
        return code.isEmpty();
    }

    @Override
    public String toString() {
        return name;
    }
}
