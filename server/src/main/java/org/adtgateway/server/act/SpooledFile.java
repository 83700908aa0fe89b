package org.adtgateway.server.act;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.server.http.Spool;
import org.jspecify.annotations.Nullable;

/** The exact bytes of a part, as whoever checks the signature sees them. SHA-256 was computed as they came; other digests read them again. */
public record SpooledFile(Spool spool, @Nullable String fileName) implements SignedContent {
    @Override
    public byte[] digest(DigestAlgorithm algorithm) throws IOException {
        if (algorithm == DigestAlgorithm.SHA_256) {
            return spool.sha256();
        }
        try (DigestInputStream in = new DigestInputStream(open(), MessageDigest.getInstance(algorithm.jcaName()))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return in.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has the SHA-2 family", e);
        }
    }

    @Override
    public InputStream open() {
        return spool.open();
    }

    @Override
    public long size() {
        return spool.size();
    }

    public byte[] bytes() {
        return spool.bytes();
    }

    /** SHA-256 in lower-case hex. */
    public String sha256() {
        return HexFormat.of().formatHex(spool.sha256());
    }
}
