package org.adtgateway.checks.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.adtgateway.checks.crypto.DigestAlgorithm;

/** Offers the exact bytes received, which can be read as often as needed. */
public interface SignedContent {
    /** Returns the digest of all bytes. */
    default byte[] digest(DigestAlgorithm algorithm) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(), MessageDigest.getInstance(algorithm.jcaName()))) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has the SHA-2 family", e);
        }
    }

    /** Opens a new stream over all bytes from the start. */
    InputStream open() throws IOException;

    /** Offers the bytes of an array. */
    static SignedContent of(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }

    /** Offers the bytes of a file, which is streamed. */
    static SignedContent of(Path file) {
        return () -> Files.newInputStream(file);
    }
}
