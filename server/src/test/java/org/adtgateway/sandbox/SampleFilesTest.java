package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileLimits;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.violation.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFilesTest {
    private static final Pattern NAME =
            Pattern.compile("(adt|eq)-(valid|warning|fault)(?:_([a-z0-9.-]+?))?(?:~.*)?\\.csv");

    @TempDir
    Path folder;

    @Test
    void everyFileHasTheFaultOfItsNameAndNoOther() throws IOException {
        SampleFiles.writeTo(folder);

        for (Path file : files()) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            assertThat(name.matches()).as("%s", file).isTrue();
            FileReport report = check(name.group(1).equals("adt") ? FileType.ADT : FileType.EXIT_QUARANTINE, file);
            Set<String> rules = name.group(3) == null ? Set.of() : Set.of(name.group(3));

            assertThat(report.violations().stream().map(Violation::code).collect(Collectors.toSet()))
                    .as("%s", file)
                    .isEqualTo(rules);
            assertThat(report.accepted())
                    .as("%s", file)
                    .isEqualTo(!name.group(2).equals("fault"));
        }
    }

    @Test
    void everyRuleHasItsFile() throws IOException {
        SampleFiles.writeTo(folder);
        Set<String> ruled = new TreeSet<>(Set.of("file.too-many-rows"));
        for (Path file : files()) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && name.group(3) != null) {
                ruled.add(name.group(3));
            }
        }
        Set<String> rules = new TreeSet<>();
        for (FileType type : FileType.values()) {
            JsonNode document =
                    JsonMapper.builder().build().readTree(FileFormats.bundled().document(type));
            document.findValues("x-rules")
                    .forEach(list ->
                            list.forEach(rule -> rules.add(rule.path("id").asText())));
        }

        assertThat(ruled).isEqualTo(rules);
    }

    @Test
    void theIndexNamesEveryFile() throws IOException {
        SampleFiles.writeTo(folder);

        String index = Files.readString(folder.resolve("INDEX.txt"));

        assertThat(files()).allSatisfy(file -> assertThat(index).contains(file.getFileName() + " "));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
    }

    private static FileReport check(FileType type, Path file) throws IOException {
        FileChecker checker = new FileChecker(FileFormats.bundled(), FileLimits.defaults());
        Set<String> userIds = Set.of("70-B3-D5-1F-30-00-A0-01", "70-B3-D5-1F-30-00-A0-02");
        try (InputStream in = Files.newInputStream(file)) {
            return checker.check(type, in, userIds, Instant.parse("2026-11-23T12:00:00Z"));
        }
    }
}
