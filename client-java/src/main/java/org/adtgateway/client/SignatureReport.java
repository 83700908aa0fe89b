package org.adtgateway.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's verdict on a signature.
 *
 * @param subIndication by ETSI EN 319 102-1, such as {@code HASH_FAILURE}
 * @param code the gateway's own code for the fault
 * @param message what is wrong and what to do
 */
public record SignatureReport(
        SignatureIndication indication,
        @Nullable String subIndication,
        @Nullable String code,
        String message,
        @Nullable SignerCertificate signer,
        @Nullable Instant signingTime) {}
