package org.adtgateway.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.signature.SignedContent;

/** Signed content in memory. */
@SuppressWarnings("ArrayRecordComponent")
public record SignedBytes(byte[] octets) implements SignedContent {
    @Override
    public byte[] digest(DigestAlgorithm algorithm) {
        return algorithm.of(octets);
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }

    @Override
    public long size() {
        return octets.length;
    }
}
