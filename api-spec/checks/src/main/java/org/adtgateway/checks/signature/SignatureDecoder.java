package org.adtgateway.checks.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;

/** Decodes what was sent to the bytes of one ASN.1 value: DER or BER as it is, or PEM. */
final class SignatureDecoder {
    private static final int MAX_DEPTH = 32;
    // possessive throughout: whatever is sent is looked at once
    private static final Pattern PEM = Pattern.compile(
            "\\s*+-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----\\s*+");

    private SignatureDecoder() {}

    /** Returns the bytes, from which exactly one value of bounded depth can be read. */
    static byte[] decode(byte[] sent) throws RefusedException {
        if (sent.length == 0) {
            throw notCms("The signature is empty");
        }
        byte[] bytes = (sent[0] & 0xff) == 0x30 ? sent : pem(sent);
        requireOneValue(bytes);
        return bytes;
    }

    private static byte[] pem(byte[] sent) throws RefusedException {
        Matcher matcher = PEM.matcher(new String(sent, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw notCms("The signature is " + NotCmsDiagnosis.of(sent));
        }
        try {
            return Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw malformed("The base64 of the PEM signature is damaged");
        }
    }

    static RefusedException notCms(String what) {
        return new RefusedException(
                SignatureFault.NOT_CMS,
                what
                        + ". Send a detached CMS SignedData, for instance from: openssl cms -sign -binary -in FILE -signer signing.pem -inkey signing.key -outform DER -out FILE.p7s");
    }

    static RefusedException malformed(String what) {
        return new RefusedException(
                SignatureFault.MALFORMED_SIGNATURE, what + ". Make the signature again and send it unchanged.");
    }

    /** Walks over the tags and lengths (X.690, 8.1) without reading values: depth is bounded before any parser recurses. */
    private static void requireOneValue(byte[] bytes) throws RefusedException {
        // ends of the open constructed values; -1 for an indefinite length
        int[] ends = new int[MAX_DEPTH + 1];
        int depth = 0;
        int position = 0;
        do {
            while (depth > 0 && ends[depth] == position) {
                depth--;
            }
            if (depth == 0 && position > 0) {
                break;
            }
            Header header = Header.read(bytes, position);
            position = header.contentAt();
            if (header.isEndOfContents()) {
                if (depth == 0 || ends[depth] != -1) {
                    throw malformed("The signature is not well-formed ASN.1");
                }
                depth--;
            } else if (header.constructed()) {
                if (++depth > MAX_DEPTH) {
                    throw malformed("The signature is nested more than " + MAX_DEPTH + " deep");
                }
                ends[depth] = header.length() < 0 ? -1 : position + header.length();
            } else {
                position += header.length();
            }
        } while (depth > 0);
        if (position < bytes.length) {
            throw malformed("There are " + (bytes.length - position) + " bytes behind the signature");
        }
    }

    /** One tag and length; a length of -1 is indefinite. */
    private record Header(boolean constructed, int tag, int length, int contentAt) {
        boolean isEndOfContents() {
            return tag == 0 && length == 0 && !constructed;
        }

        static Header read(byte[] bytes, int start) throws RefusedException {
            int position = start;
            int tag = byteAt(bytes, position++);
            boolean constructed = (tag & 0x20) != 0;
            if ((tag & 0x1f) == 0x1f) {
                while ((byteAt(bytes, position++) & 0x80) != 0) {
                    if (position - start > 4) {
                        throw malformed("The signature has a tag that CMS does not know");
                    }
                }
            }
            int length = byteAt(bytes, position++);
            if (length == 0x80 && constructed) {
                return new Header(true, tag, -1, position);
            }
            if (length >= 0x80) {
                int count = length & 0x7f;
                if (count == 0 || count > 3) {
                    throw malformed("The signature is not well-formed ASN.1");
                }
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | byteAt(bytes, position++);
                }
            }
            if (length > bytes.length - position) {
                throw malformed("The signature was cut: it ends before the length that it states");
            }
            return new Header(constructed, tag, length, position);
        }

        private static int byteAt(byte[] bytes, int position) throws RefusedException {
            if (position >= bytes.length) {
                throw malformed("The signature was cut: it ends in the middle");
            }
            return bytes[position] & 0xff;
        }
    }
}
