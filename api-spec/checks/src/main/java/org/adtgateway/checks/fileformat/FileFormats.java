package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The format of each file type, as read at start, with the document's very bytes. */
public final class FileFormats {
    private static final String BUNDLED = "/file-formats/";

    private interface Source {
        byte[] read(String documentName) throws IOException;
    }

    private final Map<FileType, byte[]> documents = new EnumMap<>(FileType.class);
    private final Map<FileType, CompiledFormat> formats = new EnumMap<>(FileType.class);

    private FileFormats() {}

    /** Returns the documents that come with the program. */
    public static FileFormats bundled() {
        return read("the program", FileFormats::bundled);
    }

    /**
     * Returns the documents of a folder, which must hold one for each file type: {@code adt-1.json} and {@code exit-quarantine-1.json}.
     *
     * @throws UncheckedIOException if one of them cannot be read
     * @throws IllegalArgumentException saying what is wrong with one of them
     */
    public static FileFormats from(Path folder) {
        return read(folder.toString(), name -> Files.readAllBytes(folder.resolve(name)));
    }

    private static byte[] bundled(String documentName) throws IOException {
        try (InputStream in = FileFormats.class.getResourceAsStream(BUNDLED + documentName)) {
            if (in == null) {
                throw new IOException(documentName + " is not in the class path");
            }
            return in.readAllBytes();
        }
    }

    private static FileFormats read(String place, Source source) {
        FileFormats read = new FileFormats();
        for (FileType type : FileType.values()) {
            try {
                byte[] document = source.read(type.documentName());
                read.documents.put(type, document);
                read.formats.put(type, CompiledFormat.of(type, FormatDocumentReader.read(document)));
            } catch (IOException e) {
                throw new UncheckedIOException(type.documentName() + " of " + place + " cannot be read", e);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(type.documentName() + " of " + place + ": " + e.getMessage(), e);
            }
        }
        return read;
    }

    /** Returns the name of the format, such as {@code adt}. */
    public String name(FileType type) {
        return prepared(type).format().name();
    }

    /** Returns the version of the format, such as {@code 1}. */
    public String version(FileType type) {
        return prepared(type).format().version();
    }

    /** Returns the document as it was read, JSON in UTF-8. */
    public byte[] document(FileType type) {
        return of(documents, type).clone();
    }

    CompiledFormat prepared(FileType type) {
        return of(formats, type);
    }

    private static <T> T of(Map<FileType, T> map, FileType type) {
        T value = map.get(type);
        if (value == null) {
            throw new IllegalStateException("every type has its format");
        }
        return value;
    }
}
