package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The format of each file type, as read at start, with the document's very bytes. */
public final class FileFormats {
    private static final String BUNDLED = "/file-formats/";
    private static final String ROW_RESULTS = "row-results-1.json";

    private interface Source {
        byte[] read(String documentName) throws IOException;
    }

    private final Map<FileType, byte[]> documents = new EnumMap<>(FileType.class);
    private final Map<FileType, CompiledFormat> formats = new EnumMap<>(FileType.class);

    private byte[] rowResultsDocument = {};
    private @Nullable CompiledFormat rowResults;

    private FileFormats() {}

    /** Returns the documents that come with the program. */
    public static FileFormats bundled() {
        return read("the program", FileFormats::bundled);
    }

    /**
     * Returns the documents of a folder, which must hold one for each file type: {@code adt-1.json} and {@code exit-quarantine-1.json}. For
     * the results of rows the document that comes with the program stands in unless {@code row-results-1.json} is there too.
     *
     * @throws UncheckedIOException if one of them cannot be read
     * @throws IllegalArgumentException saying what is wrong with one of them
     */
    public static FileFormats from(Path folder) {
        return read(
                folder.toString(),
                name -> name.equals(ROW_RESULTS) && Files.notExists(folder.resolve(name))
                        ? bundled(name)
                        : Files.readAllBytes(folder.resolve(name)));
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
            read(place, source, type.documentName(), document -> {
                read.documents.put(type, document);
                read.formats.put(type, CompiledFormat.of(type, FormatDocumentReader.read(document)));
            });
        }
        read(place, source, ROW_RESULTS, document -> {
            read.rowResultsDocument = document;
            read.rowResults = CompiledFormat.ofRowResults(FormatDocumentReader.read(document));
        });
        return read;
    }

    private static void read(String place, Source source, String name, Consumer<byte[]> reader) {
        try {
            reader.accept(source.read(name));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of " + place + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " of " + place + ": " + e.getMessage(), e);
        }
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

    /** Returns the name of the format of row results. */
    public String rowResultsName() {
        return rowResults().format().name();
    }

    /** Returns the version of the format of row results. */
    public String rowResultsVersion() {
        return rowResults().format().version();
    }

    /** Returns the document of row results as it was read, JSON in UTF-8. */
    public byte[] rowResultsDocument() {
        return rowResultsDocument.clone();
    }

    CompiledFormat rowResults() {
        return Objects.requireNonNull(rowResults);
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
