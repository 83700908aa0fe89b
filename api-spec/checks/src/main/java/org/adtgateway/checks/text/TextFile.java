package org.adtgateway.checks.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads small text files in whatever encoding an editor or a shell has left them: UTF-8 with or without a byte order mark, UTF-16 (as PowerShell
 * writes it), or the code page of Western Windows. Not for the files that are signed: their encoding is part of their format.
 */
public final class TextFile {
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private TextFile() {}

    /**
     * Reads a file whole.
     *
     * @throws IllegalArgumentException naming the file, and stating why it cannot be read
     */
    public static String read(Path file) {
        return decode(bytes(file));
    }

    /** Decodes the bytes of a file. */
    public static String decode(byte[] file) {
        String text = decoded(file);
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static String decoded(byte[] file) {
        if (isUtf16(file, 0)) {
            return new String(file, StandardCharsets.UTF_16BE);
        }
        if (isUtf16(file, 1)) {
            return new String(file, StandardCharsets.UTF_16LE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(file, WINDOWS);
        }
    }

    /** Tells by its mark, or by an empty upper half of its first two characters, whether it is UTF-16 with the upper byte at this place. */
    private static boolean isUtf16(byte[] file, int upper) {
        if (file.length < 2) {
            return false;
        }
        boolean marked = file[upper] == (byte) 0xfe && file[1 - upper] == (byte) 0xff;
        boolean empty = file.length >= 4
                && file.length % 2 == 0
                && file[upper] == 0
                && file[2 + upper] == 0
                && file[1 - upper] != 0
                && file[3 - upper] != 0;
        return marked || empty;
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws IllegalArgumentException naming the file, and stating why it cannot be read
     */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(file + " cannot be read: permission denied", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read" + (Files.isDirectory(file) ? ": it is a folder" : ""), e);
        }
    }
}
