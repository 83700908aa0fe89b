package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.checks.violation.Violation;
import org.junit.jupiter.api.Test;

/** Holds docs/file-formats.md to what the checker does. */
class FileFormatsGuideTest {
    private static final Pattern RULE =
            Pattern.compile("(?m)^\\| `([a-z]+\\.[a-z0-9.-]+)`( \\(warning\\))? \\| (.*) \\| (.*) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```csv (good|bad) ([A-Z_]+)([a-z0-9. -]*)\n(.*?)```");

    private static String guide() throws IOException {
        return Files.readString(Path.of(System.getProperty("rootDir", ".."), "docs", "file-formats.md"));
    }

    private static List<FileFormat> formats() {
        return Stream.concat(
                        Stream.of(FileType.values()).map(Checks.FORMATS::prepared),
                        Stream.of(Checks.FORMATS.rowResults()))
                .map(CompiledFormat::format)
                .toList();
    }

    @Test
    void guideHasEveryRuleWithItsRemedy() throws IOException {
        Set<String> told = new TreeSet<>();
        for (Matcher rule = RULE.matcher(guide()); rule.find(); ) {
            told.add(String.join(
                    " | ", rule.group(1), String.valueOf(rule.group(2) != null), rule.group(3), rule.group(4)));
        }
        Set<String> rules = new TreeSet<>();
        for (FileFormat format : formats()) {
            for (Rule rule : format.rules().values()) {
                boolean warns = rule.severity() == Violation.Severity.WARNING;
                rules.add(String.join(" | ", rule.id(), String.valueOf(warns), rule.description(), rule.remedy()));
            }
        }

        assertThat(told).isEqualTo(rules);
    }

    @Test
    void guideNamesEveryColumn() throws IOException {
        String guide = guide();

        for (FileFormat format : formats()) {
            for (Column column : format.columns()) {
                String filled = column.required() ? "yes" : "no";
                assertThat(guide).contains("| `" + column.name() + "` | " + filled + " | ");
            }
        }
    }

    @Test
    void examplesAreAsGoodAndAsBadAsTheGuideSays() throws IOException {
        int examples = 0;
        for (Matcher example = EXAMPLE.matcher(guide()); example.find(); examples++) {
            FileReport report = Checks.check(FileType.valueOf(example.group(2)), example.group(4));
            List<String> rules = example.group(3).isBlank()
                    ? List.of()
                    : Arrays.asList(example.group(3).strip().split(" "));

            assertThat(Checks.codes(report)).isEqualTo(rules);
            assertThat(report.accepted()).isEqualTo(example.group(1).equals("good"));
        }
        assertThat(examples).isEqualTo(4);
    }
}
