package org.adtgateway.checks.signature;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.adtgateway.checks.crypto.DigestAlgorithm;

/** Finds out what happened to a file between signing and sending: mostly, something changed its line endings. */
final class DigestMismatchDiagnosis {
    private static final String SIGN_THE_BYTES =
            "Sign the very bytes that you send (openssl: -binary), and send the file as it was signed.";

    private DigestMismatchDiagnosis() {}

    static String of(byte[] signed, DigestAlgorithm algorithm, SignedContent content) throws IOException {
        Variants variants = new Variants(algorithm);
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                variants.add((byte) octet);
            }
        }
        return "The signature is over other bytes than those received" + variants.explain(signed) + ". "
                + SIGN_THE_BYTES;
    }

    /** Digests of the file as it may have been when it was signed. */
    private static final class Variants {
        private final MessageDigest lf;
        private final MessageDigest crLf;
        private final MessageDigest withoutBom;
        private final MessageDigest withBom;
        private long position;
        private byte previous;

        Variants(DigestAlgorithm algorithm) {
            try {
                lf = MessageDigest.getInstance(algorithm.jcaName());
                crLf = MessageDigest.getInstance(algorithm.jcaName());
                withoutBom = MessageDigest.getInstance(algorithm.jcaName());
                withBom = MessageDigest.getInstance(algorithm.jcaName());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has the SHA-2 family", e);
            }
            withBom.update(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
        }

        void add(byte octet) {
            if (octet != '\r') {
                lf.update(octet);
            }
            if (octet == '\n' && previous != '\r') {
                crLf.update((byte) '\r');
            }
            crLf.update(octet);
            withBom.update(octet);
            if (position >= 3) {
                withoutBom.update(octet);
            }
            previous = octet;
            position++;
        }

        String explain(byte[] signed) {
            if (MessageDigest.isEqual(signed, lf.digest())) {
                return ": it fits the file with LF line endings, but the file came with CRLF";
            }
            if (MessageDigest.isEqual(signed, crLf.digest())) {
                return ": it fits the file with CRLF line endings, but the file came with LF";
            }
            if (MessageDigest.isEqual(signed, withoutBom.digest())) {
                return ": it fits the file without its first three bytes, the byte order mark";
            }
            if (MessageDigest.isEqual(signed, withBom.digest())) {
                return ": it fits the file with a byte order mark, which did not come with it";
            }
            return "";
        }
    }
}
