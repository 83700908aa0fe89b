package org.adtgateway.server.signature;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Signed content in memory. */
@SuppressWarnings("ArrayRecordComponent")
record SignedBytes(byte[] octets) implements SignedContent {
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
