package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;

/** Checks files against their formats. One object serves all files, in any number of threads. */
public final class FileChecker {
    static final String NO_ROWS = "file.no-rows";
    static final String TOO_MANY_ROWS = "file.too-many-rows";
    static final RequestId.Listener UNHEARD = (originator, target, counter) -> {};

    private final FileFormats formats;
    private final FileLimits limits;

    public FileChecker(FileFormats formats, FileLimits limits) {
        this.formats = formats;
        this.limits = limits;
    }

    /**
     * Reads the file once, to its end unless it cannot be read as CSV at all or has too many rows. Takes about 45 bytes of memory for each
     * row of an Exit Quarantine file, and half a megabyte besides.
     *
     * @param bytes the file; the caller closes it
     * @param userIds the EUI-64s that the signer may act for
     * @param now what EffectiveFrom and EffectiveTo are compared with
     * @throws IOException if the bytes cannot be read; never for what they are
     */
    public FileReport check(FileType type, InputStream bytes, Set<String> userIds, Instant now) throws IOException {
        return check(type, bytes, userIds, now, UNHEARD);
    }

    /**
     * Returns the same, and tells which Request IDs an Exit Quarantine file names, those of rows without a fault.
     *
     * @throws IOException if the bytes cannot be read; never for what they are
     */
    public FileReport check(
            FileType type, InputStream bytes, Set<String> userIds, Instant now, RequestId.Listener requests)
            throws IOException {
        return check(
                type,
                bytes,
                new PermittedUserIds(userIds.stream().map(Eui64::parse).toList()),
                now,
                requests);
    }

    /**
     * Returns the same for a file of which it is not known yet who signs it: any User ID will do.
     *
     * @throws IOException if the bytes cannot be read; never for what they are
     */
    public FileReport check(FileType type, InputStream bytes, Instant now) throws IOException {
        return check(type, bytes, new AnyUserIds(), now, UNHEARD);
    }

    private FileReport check(
            FileType type, InputStream bytes, UserIdPolicy userIds, Instant now, RequestId.Listener requests)
            throws IOException {
        CompiledFormat prepared = formats.prepared(type);
        ViolationCollector findings = new ViolationCollector(prepared.format(), limits.maxViolations());
        return check(
                bytes, prepared, CrossRowRules.of(type, prepared.format(), userIds, now, requests, findings), findings);
    }

    FileReport check(InputStream bytes, CompiledFormat prepared, CrossRowRules rules, ViolationCollector findings)
            throws IOException {
        FileFormat format = prepared.format();
        CsvScanner scanner =
                new CsvScanner(bytes, limits.maxLineLength(), format.columns().size());
        RowCheck check = new RowCheck(prepared, limits, findings);

        int headerAt = new FileHeadCheck(findings).read(scanner.start(FileHeadCheck.LENGTH));
        if (headerAt < 0) {
            return findings.report(0, rules.userIds());
        }
        scanner.skip(headerAt);
        scanner.next();
        int[] places = new HeaderCheck(format, findings).read(scanner.row());
        if (places == null) {
            return findings.report(0, rules.userIds());
        }
        long rows = rows(scanner, check, rules, findings, places);
        rules.end();
        if (rows == 0) {
            findings.file(NO_ROWS, null, null);
        }
        return findings.report(rows, rules.userIds());
    }

    private long rows(
            CsvScanner scanner, RowCheck check, CrossRowRules rules, ViolationCollector findings, int[] places)
            throws IOException {
        Row row = scanner.row();
        row.arrangeBy(places);
        while (scanner.next()) {
            if (row.number > limits.maxRows()) {
                findings.row(TOO_MANY_ROWS, row, "The limit is " + limits.maxRows() + " rows.");
                return limits.maxRows();
            }
            if (check.hasItsFields(row)) {
                rules.check(row);
            }
        }
        return row.number;
    }
}
