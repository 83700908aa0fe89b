package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.checks.fileformat.RowResultCheck.Reported;
import org.junit.jupiter.api.Test;

class RowResultCheckTest {
    private static final String HEADER = "RequestID,Outcome,At,Note\n";
    private static final String REQUEST = Checks.USER_ID + ":00-DB-12-34-56-78-90-A0:";

    /** Rows of a file whose fields are quoted and stretch over lines, behind a byte order mark. */
    private static String file(int rows) {
        StringBuilder text = new StringBuilder("\ufeff" + Checks.EQ_HEADER);
        for (int row = 1; row <= rows; row++) {
            text.append(row).append(',').append(request(row)).append(",RELEASE,\"a \"\"word\"\"\r\nand, more\"\n");
        }
        return text.toString();
    }

    private static String request(int row) {
        return REQUEST + (row == 3 ? "18446744073709551615" : String.valueOf(row));
    }

    private static InputStream stream(String text, long offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
    }

    private static ExitQuarantineRows rows(String file, ExitQuarantineRows.Place from) throws IOException {
        return new ExitQuarantineRows(
                offset -> stream(file, offset), from, FileLimits.defaults().maxLineLength());
    }

    private static int rowOf(RequestIndex index, String requestId) {
        DuisRequestId request = new DuisRequestId();
        byte[] bytes = requestId.getBytes(StandardCharsets.UTF_8);
        return request.read(bytes, 0, bytes.length) && request.counterFits ? index.rowOf(request) : 0;
    }

    private static RowResultCheck check(String file, String instalment) throws IOException {
        return new RowResultCheck(
                Checks.FORMATS,
                FileLimits.defaults(),
                new RequestIndex(rows(file, ExitQuarantineRows.Place.START)),
                stream(instalment, 0));
    }

    @Test
    void aWalkCanGoOnWhereAnEarlierOneEnded() throws IOException {
        String file = file(10_000);
        ExitQuarantineRows all = rows(file, ExitQuarantineRows.Place.START);
        ExitQuarantineRows.Place place = ExitQuarantineRows.Place.START;
        for (int row = 1; row <= 10_000; row++) {
            assertThat(all.next()).isTrue();
            assertThat(all.number()).isEqualTo(row);
            assertThat(all.requestId()).isEqualTo(request(row));
            if (row == 7_777) {
                place = all.place();
            }
        }
        assertThat(all.next()).isFalse();
        ExitQuarantineRows rest = rows(file, place);
        assertThat(rest.next()).isTrue();
        assertThat(rest.number()).isEqualTo(7_778);
        assertThat(rest.requestId()).isEqualTo(request(7_778));
    }

    @Test
    void theIndexFindsEachRequestInEitherCase_andNoOther() throws IOException {
        RequestIndex index = new RequestIndex(rows(file(5_000), ExitQuarantineRows.Place.START));
        assertThat(index.size()).isEqualTo(5_000);
        for (int row = 1; row <= 5_000; row++) {
            assertThat(rowOf(index, request(row).toLowerCase(java.util.Locale.ROOT)))
                    .isEqualTo(row);
        }
        for (String other : List.of(REQUEST + "5001", REQUEST + "18446744073709551616", REQUEST, "", "x")) {
            assertThat(rowOf(index, other)).as(other).isZero();
        }
    }

    @Test
    void eachPortion_hasTheResultsInTheOrderOfTheFile() throws IOException {
        String instalment = HEADER + request(4) + ",DELETED,2026-11-23T10:00:00Z,\"a, \"\"b\"\"\"\n" + request(2)
                + ",,,\n" + request(3) + ",RELEASED,,\n" + request(1) + ",ALREADY_ACTIONED,,\n";
        RowResultCheck check = check(file(4), instalment);
        assertThat(check.isAccepted()).isTrue();
        assertThat(check.counts().values()).containsExactly(1L, 1L, 1L, 0L);
        List<List<Reported>> portions = new ArrayList<>();
        check.eachPortion(stream(instalment, 0), 2, portions::add);
        assertThat(portions).hasSize(2);
        assertThat(portions.get(0)).extracting(Reported::row).containsExactly(3, 4);
        assertThat(portions.get(0).get(1).result()).hasToString("DELETED at 2026-11-23T10:00:00Z, 'a, \"b\"'");
        assertThat(portions.get(1)).extracting(Reported::row).containsExactly(1);
    }

    @Test
    void differs_isReportedByTheLineOfTheInstalment() throws IOException {
        String instalment = HEADER + request(1) + ",RELEASED,,\n" + request(2) + ",DELETED,,\n";
        RowResultCheck check = check(file(2), instalment);
        check.eachPortion(
                stream(instalment, 0),
                10,
                portion -> check.differs(portion.get(1), new RowResult(RowResult.Outcome.NOT_IN_QUARANTINE, null, "")));
        assertThat(check.isAccepted()).isFalse();
        assertThat(Checks.codes(check.report())).containsExactly("rr.outcome.differs");
        assertThat(check.report().violations().get(0).line()).isEqualTo(3);
        assertThat(check.report().rowCount()).isEqualTo(2);
    }

    @Test
    void theTemplateOfAFile_isAnInstalmentThatReportsNothing() throws IOException {
        ByteArrayOutputStream template = new ByteArrayOutputStream();
        RowResultsTemplate.write(stream(file(3), 0), template);
        String text = template.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("RequestID,Outcome,At,Note\r\n" + request(1) + ",,,\r\n");
        assertThat(check(file(3), text).isAccepted()).isTrue();
        assertThat(check(file(3), text).counts().values()).containsOnly(0L);
        assertThat(RowResultsTemplate.countUnfilled(stream(text, 0))).isEqualTo(3);
        assertThat(RowResultsTemplate.countUnfilled(
                        stream(text.replace(request(2) + ",", request(2) + ",RELEASED"), 0)))
                .isEqualTo(2);
    }
}
