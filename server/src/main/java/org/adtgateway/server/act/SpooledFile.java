package org.adtgateway.server.act;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.server.http.Spool;
import org.jspecify.annotations.Nullable;

/** The exact bytes of a part, as anyone who checks the signature sees them. SHA-256 was computed as they came; other digests read them again. */
public record SpooledFile(Spool spool, @Nullable String fileName) implements SignedContent {
    @Override
    public byte[] digest(DigestAlgorithm algorithm) throws IOException {
        return algorithm == DigestAlgorithm.SHA_256 ? spool.sha256() : SignedContent.super.digest(algorithm);
    }

    @Override
    public InputStream open() {
        return spool.open();
    }

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
