package org.adtgateway.server.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** One pass over one file, from its first byte to its last row. */
final class FilePass {
    private final FileFormat format;
    private final FileLimits limits;
    private final Findings findings;
    private final UserIds userIds;
    private final RowCheck rowCheck;
    private final Rule noRows;
    private final Rule tooManyRows;

    FilePass(FileFormat format, FileLimits limits, Findings findings, UserIds userIds, RowRules rules) {
        this.format = format;
        this.limits = limits;
        this.findings = findings;
        this.userIds = userIds;
        FieldScreen screen =
                new FieldScreen(format, Math.toIntExact(limits.maxFieldSize().toBytes()));
        this.rowCheck = new RowCheck(format, findings, screen, rules);
        this.noRows = format.refusal("file.no-rows");
        this.tooManyRows = format.refusal("file.too-many-rows");
        FileStart.RULES.forEach(format::refusal);
        Header.RULES.forEach(format::refusal);
    }

    FileReport read(InputStream bytes) throws IOException {
        RowScanner scanner = new RowScanner(
                bytes,
                Math.toIntExact(limits.maxRowSize().toBytes()),
                format.columns().size());
        return findings.report(rows(scanner), userIds.named());
    }

    /** How many rows of data were read. */
    private long rows(RowScanner scanner) throws IOException {
        FileStart start = FileStart.of(scanner.start(FileStart.LENGTH));
        if (start.broken() != null) {
            findings.file(format.rule(start.broken()), start.remedy());
            return 0;
        }
        scanner.skip(start.byteOrderMark());
        Row row = scanner.row();
        if (!scanner.next() || !rowCheck.isWhole(row)) {
            return 0;
        }
        Header header = Header.of(row, format.columnNames());
        if (header.broken() != null) {
            findings.row(format.rule(header.broken()), row, header.remedy());
        }
        return header.fieldOfColumn().isEmpty() ? 0 : rows(scanner, row, header.fieldOfColumn());
    }

    private long rows(RowScanner scanner, Row row, List<Integer> fieldOfColumn) throws IOException {
        int[] arrangement = fieldOfColumn.stream().mapToInt(Integer::intValue).toArray();
        boolean inOrder = fieldOfColumn.stream().sorted().toList().equals(fieldOfColumn);
        long count = 0;
        while (scanner.next()) {
            if (count == limits.maxRows()) {
                findings.row(tooManyRows, row, null);
                return count;
            }
            count++;
            if (!inOrder) {
                row.arrange(arrangement);
            }
            rowCheck.check(row);
        }
        if (count == 0) {
            findings.file(noRows, null);
        }
        return count;
    }
}
