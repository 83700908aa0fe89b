package org.adtgateway.server.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The format of each file type, as read at start, with the document's very bytes. */
public final class FileFormats {
    private static final String BUNDLED = "/file-formats/";

    private interface Source {
        byte[] read(String documentName) throws IOException;
    }

    private final Map<FileType, byte[]> documents = new EnumMap<>(FileType.class);
    private final Map<FileType, FileFormat> formats = new EnumMap<>(FileType.class);

    private FileFormats(String place, Source source) throws IOException {
        for (FileType type : FileType.values()) {
            byte[] document = source.read(type.documentName());
            try {
                documents.put(type, document);
                formats.put(type, FormatDocument.read(document));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(type.documentName() + " of " + place + ": " + e.getMessage(), e);
            }
        }
    }

    /** The documents that come with the program. */
    public static FileFormats bundled() {
        try {
            return new FileFormats("the program", FileFormats::bundled);
        } catch (IOException e) {
            throw new IllegalStateException("the program lacks its format documents", e);
        }
    }

    /**
     * The documents of a folder, which must hold one for each file type: {@code adt-1.json} and {@code exit-quarantine-1.json}.
     *
     * @throws IOException if one of them cannot be read
     * @throws IllegalArgumentException saying what is wrong with one of them
     */
    public static FileFormats from(Path folder) throws IOException {
        return new FileFormats(folder.toString(), name -> Files.readAllBytes(folder.resolve(name)));
    }

    private static byte[] bundled(String documentName) throws IOException {
        try (InputStream in = FileFormats.class.getResourceAsStream(BUNDLED + documentName)) {
            if (in == null) {
                throw new IOException(documentName + " is not in the class path");
            }
            return in.readAllBytes();
        }
    }

    public FileFormat get(FileType type) {
        return of(type, formats);
    }

    /** The document as it was read, JSON in UTF-8. */
    public byte[] document(FileType type) {
        return of(type, documents).clone();
    }

    private static <T> T of(FileType type, Map<FileType, T> all) {
        return Objects.requireNonNull(all.get(type), "every type has its document");
    }
}
