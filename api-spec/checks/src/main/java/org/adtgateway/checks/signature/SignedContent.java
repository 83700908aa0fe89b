package org.adtgateway.checks.signature;

import java.io.IOException;
import java.io.InputStream;
import org.adtgateway.checks.crypto.DigestAlgorithm;

/** The exact bytes received, which can be read as often as needed. */
public interface SignedContent {
    /** The digest of all bytes. */
    byte[] digest(DigestAlgorithm algorithm) throws IOException;

    /** A new stream over all bytes from the start. */
    InputStream open() throws IOException;

    /** How many bytes there are. */
    long size();
}
