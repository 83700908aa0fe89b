package org.adtgateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Set;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileLimits;
import org.adtgateway.checks.fileformat.FileReport;

/**
 * Checks the content of files without a gateway, by the format documents that come with the SDK. The checker is the gateway's own, so that
 * both report the same errors in the same words, unless the gateway has other documents or limits. Signatures are not checked. Safe for use
 * by several threads.
 */
public final class OfflineChecker {
    private final FileFormats formats = FileFormats.bundled();
    private final FileChecker checker = new FileChecker(formats, FileLimits.defaults());
    private final Clock clock;

    /** Compares the times of an ADT file with the system's clock. */
    public OfflineChecker() {
        this(Clock.systemUTC());
    }

    /** Compares the times of an ADT file with another clock. */
    public OfflineChecker(Clock clock) {
        this.clock = clock;
    }

    /**
     * Checks everything except whose User IDs the file names.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public ValidationReport check(FileType type, Path file) {
        return check(type, file, (format, bytes) -> checker.check(format, bytes, clock.instant()));
    }

    /**
     * Checks everything, as for a signer with these User IDs.
     *
     * @param userIds EUI-64s such as 70-B3-D5-1F-30-00-A0-08; {@code client.me().userIds()} has yours
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if one is not an EUI-64
     */
    public ValidationReport check(FileType type, Path file, Set<String> userIds) {
        return check(type, file, (format, bytes) -> checker.check(format, bytes, userIds, clock.instant()));
    }

    /** Returns the document of a file format, by which files are checked here: a Table Schema as JSON. */
    public String fileFormat(FileType type) {
        return new String(formats.document(format(type)), StandardCharsets.UTF_8);
    }

    private interface Check {
        FileReport of(org.adtgateway.checks.fileformat.FileType type, InputStream bytes) throws IOException;
    }

    private ValidationReport check(FileType type, Path file, Check check) {
        org.adtgateway.checks.fileformat.FileType format = format(type);
        MessageDigest sha256 = sha256();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), sha256)) {
            FileReport report = check.of(format, bytes);
            // a file that cannot be read as CSV is not read to its end
            bytes.transferTo(OutputStream.nullOutputStream());
            return ValidationReport.builder()
                    .accepted(report.accepted())
                    .fileType(type)
                    .fileSha256(HexFormat.of().formatHex(sha256.digest()))
                    .fileSize(Files.size(file))
                    .format(new Format(formats.name(format), formats.version(format)))
                    .rowCount(report.rowCount())
                    .violations(report.violations())
                    .totals(report.totals())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.adtgateway.checks.fileformat.FileType format(FileType type) {
        return switch (type.known()) {
            case ADT -> org.adtgateway.checks.fileformat.FileType.ADT;
            case EXIT_QUARANTINE -> org.adtgateway.checks.fileformat.FileType.EXIT_QUARANTINE;
            case UNKNOWN -> throw new IllegalArgumentException("a file is checked as ADT or as EXIT_QUARANTINE");
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
