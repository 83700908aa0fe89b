package org.adtgateway.server.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileCheckerTest {
    static final Set<Eui64> USER_IDS =
            Set.of(Eui64.parse("70-B3-D5-1F-30-00-A0-01"), Eui64.parse("70-B3-D5-1F-30-00-A0-02"));
    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n";
    static final String EQ_HEADER = "QuarantineEventRef,RequestID,Action,Comment\r\n";

    private final FileChecker checker = new FileChecker(FileFormats.bundled(), FileLimits.defaults());

    @Test
    void check_acceptsAnAdtFile() throws IOException {
        FileReport report = check(
                FileType.ADT,
                ADT_HEADER
                        + "70-B3-D5-1F-30-00-A0-01,ALL,24,1000,2000,,,standing\r\n"
                        + "70-b3-d5-1f-30-00-a0-01,4.10,24,,10,2026-12-01T00:00:00Z,2026-12-02T00:00:00Z,\"a, \"\"b\"\"\r\nc\"\r\n");
        assertThat(report.violations()).isEmpty();
        assertThat(report.accepted()).isTrue();
        assertThat(report.rowCount()).isEqualTo(2);
        assertThat(report.userIds()).containsExactly("70-B3-D5-1F-30-00-A0-01");
    }

    @Test
    void check_acceptsAnExitQuarantineFile() throws IOException {
        FileReport report = check(
                FileType.EXIT_QUARANTINE,
                EQ_HEADER
                        + "99999999999999999999,70-B3-D5-1F-30-00-A0-02:00-DB-12-34-56-78-90-A0:18446744073709551615,RELEASE,\r\n"
                        + "1,70-B3-D5-1F-30-00-A0-02:00-DB-12-34-56-78-90-A0:0,DELETE,x");
        assertThat(report.violations()).isEmpty();
        assertThat(report.rowCount()).isEqualTo(2);
    }

    @Test
    void check_namesEveryFaultyRow() throws IOException {
        FileReport report = check(
                FileType.EXIT_QUARANTINE,
                EQ_HEADER
                        + "1,70-B3-D5-1F-30-00-A0-02:00-DB-12-34-56-78-90-A0:1,RELEASE,\r\n"
                        + "x,70-B3-D5-1F-30-00-B0-02:00-DB-12-34-56-78-90-A0:1,release,=1+1\r\n"
                        + "1,70-B3-D5-1F-30-00-A0-02:00-DB-12-34-56-78-90-A0:1,DELETE,\r\n");
        assertThat(report.accepted()).isFalse();
        assertThat(report.violations())
                .extracting(Violation::line, Violation::row, Violation::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3L, 2L, "eq.event-ref.format"),
                        org.assertj.core.groups.Tuple.tuple(3L, 2L, "eq.action.unknown"),
                        org.assertj.core.groups.Tuple.tuple(3L, 2L, "field.formula"),
                        org.assertj.core.groups.Tuple.tuple(3L, 2L, "eq.request-id.not-permitted"),
                        org.assertj.core.groups.Tuple.tuple(4L, 3L, "eq.request-id.contradiction"));
        assertThat(report.totals().errors()).isEqualTo(5);
    }

    private FileReport check(FileType type, String file) throws IOException {
        return checker.check(type, new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), USER_IDS, NOW);
    }
}
