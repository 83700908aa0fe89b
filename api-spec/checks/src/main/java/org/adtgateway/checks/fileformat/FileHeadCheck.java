package org.adtgateway.checks.fileformat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells from a file's first bytes what is no CSV file in UTF-8. */
final class FileHeadCheck {
    /** How many bytes it looks at. */
    static final int LENGTH = 4096;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final ViolationCollector findings;

    FileHeadCheck(ViolationCollector findings) {
        this.findings = findings;
        findings.requireRules("file.empty", "file.utf-16", "file.not-csv", "file.line-ends");
    }

    /** Returns how many bytes of a byte order mark stand before the header row; -1 if the file cannot be read. */
    int read(byte[] start) {
        int header = begins(start, 0, BOM) ? BOM.length : 0;
        if (start.length == header) {
            findings.file("file.empty", null, null);
        } else if (isUtf16(start)) {
            findings.file("file.utf-16", null, null);
        } else if (otherKind(start, header) != null) {
            findings.file("file.not-csv", otherKind(start, header), null);
        } else if (hasMacintoshLines(start)) {
            findings.file("file.line-ends", null, null);
        } else {
            return header;
        }
        return -1;
    }

    /** A byte order mark of UTF-16 or UTF-32, or each second byte zero, as Latin letters have it there. */
    private static boolean isUtf16(byte[] start) {
        if (start.length < 2) {
            return false;
        }
        int first = start[0] & 0xFF;
        int second = start[1] & 0xFF;
        boolean marked = (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF);
        boolean bigEndian32 = start.length >= 4 && first == 0 && second == 0 && (start[2] & 0xFF) == 0xFE;
        return marked || bigEndian32 || (first == 0) != (second == 0);
    }

    private static @Nullable String otherKind(byte[] start, int header) {
        if (begins(start, 0, "PK\u0003\u0004")) {
            return "It is a workbook (.xlsx, .ods) or an archive.";
        }
        if (start.length >= 4 && start[0] == (byte) 0xD0 && start[1] == (byte) 0xCF && start[2] == 0x11) {
            return "It is a workbook of an old kind (.xls).";
        }
        if (begins(start, 0, "%PDF")) {
            return "It is a PDF.";
        }
        if (begins(start, header, "-----BEGIN ")
                || (start.length >= 2 && start[0] == 0x30 && start[1] == (byte) 0x82)) {
            return "It looks like a signature or a certificate: are the two parts the wrong way round?";
        }
        if (begins(start, header, "<")) {
            return "It looks like a web page or XML.";
        }
        if (begins(start, header, "{") || begins(start, header, "[")) {
            return "It looks like JSON.";
        }
        return null;
    }

    private static boolean hasMacintoshLines(byte[] start) {
        boolean carriageReturn = false;
        for (int i = 0; i < start.length; i++) {
            if (start[i] == '\n') {
                return false;
            }
            carriageReturn |= start[i] == '\r';
        }
        return carriageReturn;
    }

    private static boolean begins(byte[] start, int at, String text) {
        return begins(start, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean begins(byte[] start, int at, byte[] expected) {
        if (start.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (start[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
