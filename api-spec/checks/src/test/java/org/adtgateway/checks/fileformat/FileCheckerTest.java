package org.adtgateway.checks.fileformat;

import static org.adtgateway.checks.fileformat.Checks.ADT_HEADER;
import static org.adtgateway.checks.fileformat.Checks.EQ_HEADER;
import static org.adtgateway.checks.fileformat.Checks.OTHER_USER_ID;
import static org.adtgateway.checks.fileformat.Checks.USER_ID;
import static org.adtgateway.checks.fileformat.Checks.adt;
import static org.adtgateway.checks.fileformat.Checks.check;
import static org.adtgateway.checks.fileformat.Checks.codes;
import static org.adtgateway.checks.fileformat.Checks.exitQuarantine;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCheckerTest {
    private static final String GOOD_ADT = USER_ID + ",7.2,24,50,100,,,\n";
    private static final String REQUEST = USER_ID + ":00-DB-12-34-56-78-90-A0:";
    private static final FileFormats FORMATS = FileFormats.bundled();

    @Test
    void check_acceptsAFileWithoutFaults() {
        FileReport report = adt(GOOD_ADT + OTHER_USER_ID + ",ALL,744,,0,2026-12-01T00:00:00Z,2026-12-02T00:00:00Z,x\n");

        assertThat(report.accepted()).isTrue();
        assertThat(report.rowCount()).isEqualTo(2);
        assertThat(report.userIds()).containsExactly(USER_ID, OTHER_USER_ID);
        assertThat(report.totals().errors()).isZero();
    }

    @Test
    void check_readsTheUserIdsOfAnExitQuarantineFileFromItsOriginators() {
        FileReport report = exitQuarantine("1," + REQUEST.toLowerCase(Locale.ROOT) + "1,RELEASE,\n");

        assertThat(report.accepted()).isTrue();
        assertThat(report.userIds()).containsExactly(USER_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void check_acceptsEitherLineEndAndNoneAtTheEndOfTheFile(String lineEnd) {
        String rows = (ADT_HEADER + GOOD_ADT + GOOD_ADT.replace("7.2", "7.3")).replace("\n", lineEnd);

        assertThat(check(FileType.ADT, rows).accepted()).isTrue();
        assertThat(check(FileType.ADT, rows.substring(0, rows.length() - lineEnd.length()))
                        .rowCount())
                .isEqualTo(2);
    }

    /** What old programs and interrupted copies leave in the last line. */
    @ParameterizedTest
    @CsvSource({"\\u001a, Ctrl-Z", "\\u0000\\u0000, zero bytes", "'   ', nothing but blanks"})
    void check_namesWhatIsLeftAtTheEnd(String end, String expected) {
        String last = end.replace("\\u001a", "\u001a").replace("\\u0000", "\u0000");

        FileReport report = check(FileType.ADT, ADT_HEADER + GOOD_ADT + last);

        assertThat(report.accepted()).isFalse();
        assertThat(report.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains(expected));
    }

    @Test
    void check_acceptsAByteOrderMark() {
        assertThat(check(FileType.ADT, "\uFEFF" + ADT_HEADER + GOOD_ADT).accepted())
                .isTrue();
    }

    @Test
    void check_acceptsAHeaderInQuotes() {
        String header = "\"" + ADT_HEADER.strip().replace(",", "\",\"") + "\"\r\n";

        assertThat(check(FileType.ADT, header + GOOD_ADT).accepted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,%s18446744073709551615,DELETE,",
                "99999999999999999999,%s0,RELEASE,",
                "00000000000000000001,%s1,RELEASE,",
                "1,%s1,RELEASE,\"a, \"\"b\"\"\r\nand a second line\"",
                "\"1\",\"%s1\",\"DELETE\",\"\""
            })
    void check_acceptsTheLargestValuesAndQuotes(String row) {
        assertThat(codes(exitQuarantine(String.format(Locale.ROOT, row, REQUEST) + "\n")))
                .isEmpty();
    }

    @Test
    void check_countsCharactersOfACommentAndNotItsBytes() {
        assertThat(adt(USER_ID + ",7.2,24,50,100,,," + "\uD83D\uDE00".repeat(200) + "\n")
                        .accepted())
                .isTrue();
        assertThat(codes(adt(USER_ID + ",7.2,24,50,100,,," + "\uD83D\uDE00".repeat(201) + "\n")))
                .containsExactly("adt.comment.too-long");
    }

    @Test
    void check_acceptsEachServiceReferenceVariantOfTheList() {
        List<String> variants =
                FORMATS.prepared(FileType.ADT).format().columns().get(1).values();
        StringBuilder rows = new StringBuilder();
        variants.forEach(variant -> rows.append(USER_ID + "," + variant + ",24,50,100,,,\n"));

        assertThat(variants).hasSize(130);
        assertThat(codes(adt(rows.toString()))).isEmpty();
    }

    @Test
    void check_namesAllFaultsOfARow() {
        FileReport report = adt("x,4.1,0,2,1,today,tomorrow,=1\n");

        assertThat(codes(report))
                .containsExactlyInAnyOrder(
                        "adt.user-id.format",
                        "adt.srv.unknown",
                        "adt.period.range",
                        "adt.warning-threshold.above-quarantine",
                        "adt.effective-from.format",
                        "adt.effective-to.format",
                        "field.formula");
    }

    @Test
    void check_goesOnAfterARowThatCannotBeRead() {
        FileReport report = adt(USER_ID + ",7.2,24,50,100,,,\"open\n" + USER_ID + ",4.1,24,50,100,,,\n" + GOOD_ADT);

        assertThat(codes(report)).containsExactly("row.quote-not-closed", "adt.srv.unknown");
        assertThat(report.rowCount()).isEqualTo(3);
    }

    @Test
    void check_countsLinesAsAnEditorDoes() {
        FileReport report = adt(USER_ID + ",7.2,24,50,100,,,\"two\r\nlines\"\r\nx,7.2,24,50,100,,,\r\n");

        assertThat(report.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.line()).isEqualTo(4);
            assertThat(violation.row()).isEqualTo(2);
        });
    }

    @Test
    void check_refusesTheUserIdOfAnotherParty() {
        String other = GOOD_ADT.replace("A0-01", "B0-01");

        assertThat(codes(adt(other))).containsExactly("adt.user-id.not-permitted");
        assertThat(adt(GOOD_ADT).accepted()).isTrue();
    }

    @Test
    void check_refusesEverythingOfASignerWithoutUserIds() throws Exception {
        FileReport report = new FileChecker(FORMATS, FileLimits.defaults())
                .check(
                        FileType.ADT,
                        new java.io.ByteArrayInputStream((ADT_HEADER + GOOD_ADT).getBytes(StandardCharsets.UTF_8)),
                        java.util.Set.of(),
                        Checks.NOW);

        assertThat(codes(report)).containsExactly("adt.user-id.not-permitted");
        assertThat(report.userIds()).isEmpty();
    }

    @Test
    void check_namesBothRowsOfAContradiction() {
        FileReport report = exitQuarantine("1," + REQUEST + "7,RELEASE,\n2," + REQUEST + "8,RELEASE,\n3," + REQUEST
                + "7,DELETE,\n4," + REQUEST + "7,RELEASE,\n");

        assertThat(codes(report)).containsExactly("eq.request-id.contradiction", "eq.request-id.duplicate");
        assertThat(report.violations().get(0).message()).contains("rows 1 and 3 (lines 2 and 4)");
        assertThat(report.violations().get(1).message()).contains("rows 1 and 4 (lines 2 and 5)");
    }

    @Test
    void check_takesRowsOfTheSameMomentForTheSameHoweverTheyAreWritten() {
        assertThat(codes(adt(GOOD_ADT + GOOD_ADT.toLowerCase(Locale.ROOT)))).containsExactly("adt.row.duplicate");
    }

    @Test
    void check_listsTheFirstViolationsAndCountsAll() {
        FileLimits limits = FileLimits.of(null, null, null, 3);
        String good = "1," + REQUEST + "1,RELEASE,\n";
        String faulty = "x," + REQUEST + "%d,RELEASE,\n";
        StringBuilder rows = new StringBuilder(EQ_HEADER).append(good).append(good);
        for (int row = 0; row < 10; row++) {
            rows.append(String.format(Locale.ROOT, faulty, 100 + row));
        }

        FileReport report =
                check(FORMATS, limits, FileType.EXIT_QUARANTINE, rows.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(codes(report))
                .as("a duplicate that shows at the end keeps its place in the order of the file")
                .containsExactly("eq.request-id.duplicate", "eq.event-ref.format", "eq.event-ref.format");
        assertThat(report.totals().errors()).isEqualTo(11);
        assertThat(report.totals().byCode())
                .containsExactlyInAnyOrder(
                        new ViolationTotals.CodeTotal("eq.event-ref.format", Violation.Severity.ERROR, 10),
                        new ViolationTotals.CodeTotal("eq.request-id.duplicate", Violation.Severity.ERROR, 1));
    }

    @Test
    void check_neverLetsWarningsCrowdOutAnError() {
        FileLimits limits = FileLimits.of(null, null, null, 2);
        String rows = ADT_HEADER
                + GOOD_ADT.replace("50", "95")
                + GOOD_ADT.replace("50", "96").replace("7.2", "7.3")
                + GOOD_ADT.replace("50", "97").replace("7.2", "7.4")
                + "x,7.5,24,50,100,,,\n";

        FileReport report = check(FORMATS, limits, FileType.ADT, rows.getBytes(StandardCharsets.UTF_8));

        assertThat(codes(report)).containsExactly("adt.warning-threshold.high", "adt.user-id.format");
        assertThat(report.totals().warnings()).isEqualTo(3);
    }

    @Test
    void check_neverLetsWarningsThatShowAtTheEndCrowdOutAnErrorThatShowsThere(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("adt-1.json"), FORMATS.document(FileType.ADT));
        String document = new String(FORMATS.document(FileType.EXIT_QUARANTINE), StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("exit-quarantine-1.json"),
                document.replaceAll("(\"eq.request-id.duplicate\",\\s*\"severity\": )\"ERROR\"", "$1\"WARNING\""));
        String row = "100000001," + USER_ID + ":00-DB-12-34-56-78-90-A0:%d,%s,\n";
        StringBuilder rows = new StringBuilder(Checks.EQ_HEADER);
        for (int i = 0; i < 3; i++) {
            rows.append(row.formatted(i, "RELEASE")).append(row.formatted(i, "RELEASE"));
        }
        rows.append(row.formatted(9, "RELEASE")).append(row.formatted(9, "DELETE"));

        FileReport report = check(
                FileFormats.from(folder),
                FileLimits.of(null, null, null, 2),
                FileType.EXIT_QUARANTINE,
                rows.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(codes(report)).containsExactly("eq.request-id.duplicate", "eq.request-id.contradiction");
        assertThat(report.totals().warnings()).isEqualTo(3);
    }

    @Test
    void check_warnsWithoutRefusing() {
        FileReport report = adt(USER_ID + ",7.2,24,91,100,2026-11-22T00:00:00Z,,\n");

        assertThat(codes(report)).containsExactlyInAnyOrder("adt.warning-threshold.high", "adt.effective-from.past");
        assertThat(report.accepted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userid,servicereferencevariant,periodhours,warningthreshold,quarantinethreshold,effectivefrom,effectiveto,comment",
                " UserID,Service Reference Variant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment"
            })
    void check_saysThatOnlyCaseOrSpacingOfTheHeaderDiffersAndChecksTheRows(String header) {
        FileReport report = check(FileType.ADT, header + "\n" + GOOD_ADT.replace("7.2", "4.1"));

        assertThat(codes(report)).containsExactly("header.wrong", "adt.srv.unknown");
        assertThat(report.violations().get(0).message()).contains("Only case or spacing differs");
    }

    @Test
    void check_saysThatTheOrderOfTheHeaderDiffersAndChecksTheRowsByTheirNames() {
        FileReport report = check(
                FileType.EXIT_QUARANTINE, "RequestID,QuarantineEventRef,Action,Comment\n" + REQUEST + "1,x,DELETE,\n");

        assertThat(codes(report)).containsExactly("header.wrong", "eq.event-ref.format");
        assertThat(report.violations().get(0).message()).contains("another order");
        assertThat(report.violations().get(1).value()).isEqualTo("x");
    }

    @Test
    void check_namesMissingAndStrangeColumns() {
        FileReport report = check(FileType.EXIT_QUARANTINE, "QuarantineEventRef,RequestID,Decision,Comment\n");

        assertThat(report.violations())
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.message()).contains("missing: Action", "do not belong there: 'Decision'"));
    }

    @Test
    void check_recognisesTheLineThatASpreadsheetPutsBeforeTheHeader() {
        FileReport report = check(FileType.ADT, "sep=,\n" + ADT_HEADER + GOOD_ADT);

        assertThat(codes(report)).containsExactly("header.missing");
        assertThat(report.violations().get(0).message()).contains("Delete the first line");
    }

    @Test
    void check_recognisesUtf16WithoutAMark() {
        assertThat(codes(check(FileType.ADT, ADT_HEADER.getBytes(StandardCharsets.UTF_16LE))))
                .containsExactly("file.utf-16");
        assertThat(codes(check(FileType.ADT, ADT_HEADER.getBytes(StandardCharsets.UTF_16BE))))
                .containsExactly("file.utf-16");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void check_recognisesOtherSeparators(String separator) {
        assertThat(codes(check(FileType.ADT, (ADT_HEADER + GOOD_ADT).replace(",", separator))))
                .containsExactly("file.separator");
    }

    @Test
    void check_makesValuesSafeToPrint() {
        FileReport report = adt("\u202E\u001B[31m" + "x".repeat(500) + ",7.2,24,50,100,,,\n");

        String value = report.violations().get(0).value();
        assertThat(value).startsWith("\\u202E\\u001B[31m").endsWith("…").hasSizeLessThan(100);
    }

    @Test
    void check_stopsAtTheMostRows() {
        FileLimits limits = FileLimits.of(2, null, null, null);
        String rows = EQ_HEADER + "1," + REQUEST + "1,RELEASE,\n1," + REQUEST + "2,RELEASE,\n";

        assertThat(check(FORMATS, limits, FileType.EXIT_QUARANTINE, rows.getBytes(StandardCharsets.UTF_8))
                        .accepted())
                .isTrue();
        FileReport report = check(
                FORMATS,
                limits,
                FileType.EXIT_QUARANTINE,
                (rows + "1," + REQUEST + "3,RELEASE,\n").getBytes(StandardCharsets.UTF_8));
        assertThat(codes(report)).containsExactly("file.too-many-rows");
        assertThat(report.rowCount()).isEqualTo(2);
    }
}
