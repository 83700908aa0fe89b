package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.adtgateway.checks.violation.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViolationsCsvTest {
    @Test
    void of_hasARowForEachViolation() {
        FileReport report = Checks.adt(Checks.USER_ID + ",4.1,24,500,100,,,\nshort\n");

        List<List<String>> rows = rows(report.violations());

        assertThat(rows.get(0)).containsExactly("line", "row", "column", "value", "code", "severity", "message");
        assertThat(rows.get(1).subList(0, 6))
                .containsExactly("2", "1", "ServiceReferenceVariant", "4.1", "adt.srv.unknown", "ERROR");
        assertThat(rows.get(2).subList(0, 6))
                .containsExactly(
                        "2", "1", "WarningThreshold", "500", "adt.warning-threshold.above-quarantine", "ERROR");
        assertThat(rows.get(3).subList(0, 6)).containsExactly("3", "2", "", "", "row.too-few-fields", "ERROR");
        assertThat(rows).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://a\",\"b\")"})
    void of_disarmsAFormula(String value) {
        FileReport report = Checks.adt(Checks.USER_ID + ",7.2,24,50,100,,,\"" + value.replace("\"", "\"\"") + "\"\n");

        assertThat(rows(report.violations()).get(1).get(3)).isEqualTo("'" + value);
    }

    @Test
    void of_quotesOnlyWhereNeeded() {
        List<Violation> violations = List.of(
                new Violation(3, 2L, "Comment", " a,b\n", "adt.x", "Write \"c\", not 'd'", Violation.Severity.WARNING),
                new Violation(1, null, null, null, "file.empty", "Zürich; #1", Violation.Severity.ERROR));

        assertThat(ViolationsCsv.of(violations))
                .isEqualTo("\uFEFFline,row,column,value,code,severity,message\r\n"
                        + "3,2,Comment,\" a,b\n\",adt.x,WARNING,\"Write \"\"c\"\", not 'd'\"\r\n"
                        + "1,,,,file.empty,ERROR,Zürich; #1\r\n");
    }

    @Test
    void of_noneIsAHeader() {
        assertThat(rows(List.of())).hasSize(1);
    }

    private static List<List<String>> rows(List<Violation> violations) {
        String table = ViolationsCsv.of(violations);
        assertThat(table).startsWith("\uFEFF").endsWith("\r\n");
        return Rows.of(table.getBytes(StandardCharsets.UTF_8));
    }
}
