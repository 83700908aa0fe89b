package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into rows and fields by RFC 4180, with LF alone as a line ending too. It works on bytes, which UTF-8 allows: no part
 * of a longer character looks like a comma, a quote or a line ending. After a fault it goes on with the next line, so that one fault does not
 * hide those of other rows. A row stands in memory whole, a file never.
 */
final class CsvScanner {
    private static final byte PLAIN = 0;
    private static final byte COMMA = 1;
    private static final byte LF = 2;
    private static final byte CR = 3;
    private static final byte QUOTE = 4;
    private static final byte SUSPICIOUS = 5;

    /** What each byte means to the scanner. */
    private static final byte[] KIND = new byte[256];

    static {
        Arrays.fill(KIND, 0, ' ', SUSPICIOUS);
        Arrays.fill(KIND, 0x7F, 256, SUSPICIOUS);
        KIND[','] = COMMA;
        KIND['\n'] = LF;
        KIND['\r'] = CR;
        KIND['"'] = QUOTE;
    }

    /** Bytes of the buffer that stay free, so that whole words may be read at its end. */
    private static final int SLACK = 8 * EnumValues.WORD_BYTES;

    private final InputStream in;
    private final int maxRowBytes;
    private final byte[] buffer;
    private final Row row;

    /** The bytes of the file before the buffer. */
    private long passed;
    /** Where the next row begins. */
    private int position;
    /** Where the bytes read so far end. */
    private int limit;
    /** Where the row must have ended: at the end of the file, or where it becomes too long. */
    private int stop;

    private long line = 1;
    private int lineEnds;
    private boolean escapes;

    CsvScanner(InputStream in, int maxRowBytes, int columns) {
        this.in = in;
        this.maxRowBytes = maxRowBytes;
        this.buffer = new byte[Math.max(64 * 1024, 4 * maxRowBytes) + SLACK];
        this.row = new Row(buffer, columns);
    }

    /** Returns the row that {@link #next} reads into, always the same object. */
    Row row() {
        return row;
    }

    /** The file's first bytes, before its first row is read. */
    byte[] start(int length) throws IOException {
        fill();
        return Arrays.copyOf(buffer, Math.min(limit, length));
    }

    /** Passes over bytes at the start of the file. */
    void skip(int bytes) {
        position += bytes;
    }

    /** Says at which byte of the file the stream begins, where that is not its first one. */
    void beginsAt(long offset) {
        passed = offset;
    }

    /** Returns the byte of the file at which the next row begins. */
    long offset() {
        return passed + position;
    }

    /** Reads the next row; false at the end of the file. */
    boolean next() throws IOException {
        fill();
        if (position == limit) {
            return false;
        }
        row.begin(line);
        stop = Math.min(limit, position + maxRowBytes);
        lineEnds = 0;
        escapes = false;
        int end = fields();
        if (row.fault == Row.Fault.NONE) {
            position = end;
            line += lineEnds;
            if (escapes) {
                row.unescape();
            }
        } else {
            // back to the first line of the row: the next one is likely a row of its own
            skipLine();
        }
        return true;
    }

    /** Sees to it that the next row stands in the buffer as far as it may reach, and one byte more unless the file ends there. */
    private void fill() throws IOException {
        if (limit - position > maxRowBytes) {
            return;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        passed += position;
        limit -= position;
        position = 0;
        limit += in.readNBytes(buffer, limit, buffer.length - SLACK - limit);
    }

    private void skipLine() throws IOException {
        do {
            while (position < limit) {
                if (buffer[position++] == '\n') {
                    line++;
                    return;
                }
            }
            fill();
        } while (position < limit);
    }

    /** Adds its fields to the row; gives where the next row begins, unless there is a fault. */
    private int fields() {
        int at = position;
        while (true) {
            // after a bare quote the row is lost, and no further quote may draw the next lines into it
            boolean quoted = at < stop && buffer[at] == '"' && !row.bareQuote;
            at = quoted ? quoted(at + 1) : unquoted(at);
            if (at == stop) {
                if (stop < limit && row.fault == Row.Fault.NONE) {
                    row.fault = Row.Fault.TOO_LONG;
                }
                return at;
            }
            switch (KIND[buffer[at] & 0xFF]) {
                case COMMA -> at++;
                case LF -> {
                    lineEnds++;
                    return at + 1;
                }
                case CR -> {
                    lineEnds++;
                    return at + 2;
                }
                default -> {
                    row.fault = Row.Fault.QUOTE_MISPLACED;
                    return at;
                }
            }
        }
    }

    private int unquoted(int start) {
        int at = start;
        while (true) {
            at = plain(at);
            if (at == stop) {
                break;
            }
            byte kind = KIND[buffer[at] & 0xFF];
            if (kind == COMMA || kind == LF || (kind == CR && isLineFeed(at + 1))) {
                break;
            }
            row.bareQuote |= kind == QUOTE;
            row.suspicious |= kind != QUOTE;
            at++;
        }
        row.add(start, at, false);
        return at;
    }

    /** Returns the first byte from here on that is not plain, or where the row must end. */
    private int plain(int from) {
        int at = from;
        while (at < stop && KIND[buffer[at] & 0xFF] == PLAIN) {
            at++;
        }
        return at;
    }

    /** From behind the opening quote to behind the closing one. */
    private int quoted(int start) {
        boolean escaped = false;
        for (int at = plain(start); at < stop; at = plain(at + 1)) {
            switch (KIND[buffer[at] & 0xFF]) {
                case LF -> lineEnds++;
                case CR -> row.suspicious |= !isLineFeed(at + 1);
                case SUSPICIOUS -> row.suspicious = true;
                case QUOTE -> {
                    if (at + 1 == limit || buffer[at + 1] != '"') {
                        row.add(start, at, escaped);
                        return afterClosingQuote(at + 1);
                    }
                    escaped = true;
                    escapes = true;
                    at++;
                    while (at + 2 < stop && buffer[at + 1] == '"' && buffer[at + 2] == '"') {
                        at += 2;
                    }
                }
                default -> {}
            }
        }
        row.fault = Row.Fault.QUOTE_NOT_CLOSED;
        return stop;
    }

    private int afterClosingQuote(int at) {
        if (at < stop && buffer[at] == '\r' && !isLineFeed(at + 1)) {
            row.fault = Row.Fault.QUOTE_MISPLACED;
        }
        return at;
    }

    private boolean isLineFeed(int at) {
        return at < limit && buffer[at] == '\n';
    }
}
