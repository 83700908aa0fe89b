package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.primitives.Bytes;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.checks.violation.ViolationTotals;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes: the checker never fails, its sums are right, what it shows is safe to print, it says the same however the bytes arrive,
 * and another parser reads an accepted file in the same way. Without more, only the seeds are run; {@code JAZZER_FUZZ=1} with
 * {@code -Dtest=FileCheckerFuzzTest} goes on the hunt.
 */
class FileCheckerFuzzTest {
    private static final FileLimits SMALL = new FileLimits(50, 300, 400, 20);
    private static final FileChecker CHECKER = new FileChecker(Checks.FORMATS, SMALL);

    /** The golden files, behind the byte that says which format. */
    static Stream<byte[]> seeds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fileformat/golden"))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                boolean exitQuarantine = String.valueOf(file.getFileName()).startsWith("eq.");
                byte[] type = {(byte) (exitQuarantine ? 1 : 0)};
                seeds.add(Bytes.concat(type, Files.readAllBytes(file)));
            }
            return seeds.stream();
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void check_standsAnyBytes(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        FileType type = data[0] % 2 == 0 ? FileType.ADT : FileType.EXIT_QUARANTINE;
        byte[] file = Arrays.copyOfRange(data, 1, data.length);

        FileReport report = CHECKER.check(type, new ByteArrayInputStream(file), Checks.USER_IDS, Checks.NOW);

        assertThat(report.rowCount()).isBetween(0L, (long) SMALL.maxRows());
        assertThat(Checks.USER_IDS).containsAll(report.userIds());
        assertThat(report.totals().errors() + report.totals().warnings())
                .isEqualTo(report.totals().byCode().stream()
                        .mapToLong(ViolationTotals.CodeTotal::count)
                        .sum());
        assertThat(report.violations())
                .hasSize((int) Math.min(
                        SMALL.maxViolations(),
                        report.totals().errors() + report.totals().warnings()))
                .allSatisfy(violation ->
                        assertThat(violation.message() + violation.value()).doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
        assertThat(Rows.of(ViolationsCsv.of(report.violations()).getBytes(StandardCharsets.UTF_8)))
                .hasSize(report.violations().size() + 1);
        assertThat(CHECKER.check(type, inDrops(file), Checks.USER_IDS, Checks.NOW))
                .isEqualTo(report);
        if (report.accepted()) {
            assertThat(fastCsv(file)).isEqualTo(Rows.of(file));
        }
    }

    /** The bytes one at a time. */
    private static InputStream inDrops(byte[] file) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at == file.length ? -1 : file[at++] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int next = length == 0 ? 0 : read();
                if (next < 0 || length == 0) {
                    return next;
                }
                into[offset] = (byte) next;
                return 1;
            }
        };
    }

    private static List<List<String>> fastCsv(byte[] file) throws IOException {
        String text = new String(file, StandardCharsets.UTF_8);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .skipEmptyLines(false)
                .ofCsvRecord(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            return reader.stream().map(each -> List.copyOf(each.getFields())).toList();
        }
    }
}
