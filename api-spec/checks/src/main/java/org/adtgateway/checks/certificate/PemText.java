package org.adtgateway.checks.certificate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.adtgateway.checks.text.TextFile;

/**
 * Finds the blocks of a PEM file (RFC 7468), whatever stands around them and in whatever encoding an editor has left them: UTF-16 with a byte
 * order mark, or any that has ASCII within.
 */
final class PemText {
    private static final int SEQUENCE = 0x30;
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /**
     * Holds one block.
     *
     * @param label what it is, such as CERTIFICATE
     * @param body what stands between its first and its last line
     */
    record Block(String label, String body) {
        /**
         * Decodes the body.
         *
         * @throws IllegalArgumentException where it is not base64
         */
        byte[] decoded() {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        }

        String text() {
            return BEGIN + label + DASHES + body.replaceAll("\\R", "\n") + "-----END " + label + DASHES + "\n";
        }
    }

    private PemText() {}

    /** Returns whether these bytes are a SEQUENCE of ASN.1 (DER) rather than text, which may begin with a nought too. */
    static boolean isDer(byte[] file) {
        return file.length > 1 && file[0] == SEQUENCE && (file[1] < 0 || file[1] == file.length - 2);
    }

    static List<Block> blocks(byte[] file) {
        String text = TextFile.decode(file);
        List<Block> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelAt = begin + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, labelAt);
            if (labelEnd < 0) {
                break;
            }
            String label = text.substring(labelAt, labelEnd);
            int bodyAt = labelEnd + DASHES.length();
            int end = text.indexOf("-----END " + label + DASHES, bodyAt);
            if (end >= 0) {
                blocks.add(new Block(label, text.substring(bodyAt, end)));
                bodyAt = end;
            }
            begin = text.indexOf(BEGIN, bodyAt);
        }
        return blocks;
    }
}
