package org.adtgateway.checks.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.adtgateway.checks.crypto.DigestAlgorithm;

/** Finds out what happened to a file between signing and sending: mostly, something changed its line endings. */
final class DigestMismatchDiagnosis {
    /** Only files that people make by hand meet this, and a wrong digest must not cost much more than a right one. */
    private static final int MAX_BYTES = 1 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final String SIGN_THE_BYTES =
            "Sign the very bytes that you send (openssl: -binary), and send the file as it was signed.";

    private final byte[] signed;
    private final DigestAlgorithm algorithm;
    private final byte[] received;

    private DigestMismatchDiagnosis(byte[] signed, DigestAlgorithm algorithm, byte[] received) {
        this.signed = signed;
        this.algorithm = algorithm;
        this.received = received;
    }

    static String of(byte[] signed, DigestAlgorithm algorithm, SignedContent content) throws IOException {
        byte[] received;
        try (InputStream in = content.open()) {
            received = in.readNBytes(MAX_BYTES + 1);
        }
        String explanation = received.length > MAX_BYTES
                ? ""
                : new DigestMismatchDiagnosis(signed, algorithm, received).explanation();
        return "The signature is over other bytes than those received" + explanation + ". " + SIGN_THE_BYTES;
    }

    private String explanation() {
        byte[] withoutCr = withoutCr();
        if (withoutCr.length < received.length && isSigned(withoutCr)) {
            return ": it fits the file with LF line endings, but the file came with CRLF";
        }
        byte[] withCrLf = withCrLf();
        if (withCrLf.length > received.length && isSigned(withCrLf)) {
            return ": it fits the file with CRLF line endings, but the file came with LF";
        }
        if (startsWithByteOrderMark()) {
            return isSigned(Arrays.copyOfRange(received, BYTE_ORDER_MARK.length, received.length))
                    ? ": it fits the file without its first three bytes, the byte order mark"
                    : "";
        }
        return isSigned(withByteOrderMark())
                ? ": it fits the file with a byte order mark, which did not come with it"
                : "";
    }

    private byte[] withoutCr() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(received.length);
        for (byte each : received) {
            if (each != '\r') {
                bytes.write(each);
            }
        }
        return bytes.toByteArray();
    }

    private byte[] withCrLf() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(received.length + received.length / 8);
        byte previous = 0;
        for (byte each : received) {
            if (each == '\n' && previous != '\r') {
                bytes.write('\r');
            }
            bytes.write(each);
            previous = each;
        }
        return bytes.toByteArray();
    }

    private boolean startsWithByteOrderMark() {
        return received.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(BYTE_ORDER_MARK, Arrays.copyOf(received, BYTE_ORDER_MARK.length));
    }

    private byte[] withByteOrderMark() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(received.length + BYTE_ORDER_MARK.length);
        bytes.writeBytes(BYTE_ORDER_MARK);
        bytes.writeBytes(received);
        return bytes.toByteArray();
    }

    private boolean isSigned(byte[] bytes) {
        try {
            return MessageDigest.isEqual(
                    signed, MessageDigest.getInstance(algorithm.jcaName()).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has the SHA-2 family", e);
        }
    }
}
