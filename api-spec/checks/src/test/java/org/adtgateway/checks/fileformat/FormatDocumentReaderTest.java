package org.adtgateway.checks.fileformat;

import static org.adtgateway.checks.fileformat.Checks.USER_ID;
import static org.adtgateway.checks.fileformat.Checks.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatDocumentReaderTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String ROW = USER_ID + ",7.2,24,50,100,,,\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(FileType.class)
    void document_isServedAsItWasRead(FileType type) throws IOException {
        JsonNode document = JSON.readTree(FileFormats.bundled().document(type));

        assertThat(document.path("fileType").asText()).isEqualTo(type.name());
        assertThat(document.path("name").asText())
                .isEqualTo(FileFormats.bundled().name(type));
        assertThat(document.path("version").asText())
                .isEqualTo(FileFormats.bundled().version(type))
                .isEqualTo("1");
    }

    @Test
    void theDocumentOfRowResults_isBundledAndCanBeReplaced() throws IOException {
        assertThat(FileFormats.bundled().rowResultsName()).isEqualTo("row-results");
        assertThat(changed(document -> {}).rowResultsVersion())
                .as("a folder made for the version before")
                .isEqualTo("1");
        ObjectNode document = (ObjectNode) JSON.readTree(FileFormats.bundled().rowResultsDocument());
        document.put("version", "2");
        Files.write(folder.resolve("row-results-1.json"), JSON.writeValueAsBytes(document));
        assertThat(FileFormats.from(folder).rowResultsVersion()).isEqualTo("2");
        ((ArrayNode) constraints(document, "Outcome").get("enum")).add("LOST");
        Files.write(folder.resolve("row-results-1.json"), JSON.writeValueAsBytes(document));
        assertThatThrownBy(() -> FileFormats.from(folder))
                .hasMessageContaining("row-results-1.json")
                .hasMessageContaining("the value LOST, which the contract does not know");
    }

    @Test
    void from_checksByTheDocumentsOfTheFolder() {
        FileFormats stricter =
                changed(document -> constraints(document, "PeriodHours").put("maximum", 23));

        FileReport report = check(stricter, Checks.ADT_HEADER + ROW);

        assertThat(codes(report)).containsExactly("adt.period.range");
        assertThat(report.violations().get(0).message()).contains("from 1 to 23");
        assertThat(check(FileFormats.bundled(), Checks.ADT_HEADER + ROW).accepted())
                .isTrue();
    }

    @Test
    void from_takesNewValuesOfAList() {
        FileFormats wider = changed(document ->
                ((ArrayNode) constraints(document, "ServiceReferenceVariant").get("enum")).add("99.1"));

        assertThat(check(wider, Checks.ADT_HEADER + ROW.replace("7.2", "99.1")).accepted())
                .isTrue();
    }

    @Test
    void from_takesAPatternInPlaceOfAList() {
        FileFormats open = changed(document -> {
            constraints(document, "ServiceReferenceVariant").remove("enum");
            constraints(document, "ServiceReferenceVariant").put("pattern", "[0-9.]+");
        });

        assertThat(check(open, Checks.ADT_HEADER + ROW.replace("7.2", "99.1")).accepted())
                .isTrue();
        assertThat(codes(check(open, Checks.ADT_HEADER + ROW.replace("7.2", "9x") + ROW + ROW)))
                .containsExactly("adt.service-reference-variant.pattern", "adt.row.duplicate");
    }

    @Test
    void from_takesAnotherOrderAndNewColumns() {
        FileFormats reordered = changed(document -> {
            ArrayNode fields = (ArrayNode) document.get("fields");
            fields.add(fields.remove(0));
            fields.addObject().put("name", "Region").put("type", "string");
        });
        String header =
                "ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment,UserID,Region\n";

        assertThat(codes(check(reordered, header + "7.2,24,101,100,,,," + USER_ID + ",North\n")))
                .containsExactly("adt.warning-threshold.above-quarantine");
        assertThat(codes(check(reordered, Checks.ADT_HEADER + ROW))).containsExactly("header.wrong");
    }

    @Test
    void from_takesAColumnMadeOptional() {
        FileFormats optional =
                changed(document -> constraints(document, "PeriodHours").put("required", false));

        assertThat(check(optional, Checks.ADT_HEADER + ROW.replace(",24,", ",,"))
                        .accepted())
                .isTrue();
    }

    @Test
    void from_takesAnotherSeverityAndAnotherShare() {
        FileFormats milder = changed(document -> {
            rule(document, "adt.warning-threshold.above-quarantine").put("severity", "WARNING");
            rule(document, "adt.warning-threshold.high").put("percent", 40);
        });

        FileReport report = check(milder, Checks.ADT_HEADER + ROW + ROW.replace("7.2,24,50", "7.3,24,500"));

        assertThat(report.accepted()).isTrue();
        assertThat(codes(report))
                .containsExactly("adt.warning-threshold.high", "adt.warning-threshold.above-quarantine");
    }

    @Test
    void from_findsWordsForAConstraintThatHasNone() {
        FileFormats longer =
                changed(document -> constraints(document, "Comment").put("minLength", 5));

        FileReport report = check(longer, Checks.ADT_HEADER + ROW.replace(",,,\n", ",,,abc\n"));

        assertThat(codes(report)).containsExactly("adt.comment.min-length");
        assertThat(report.violations().get(0).message()).contains("minLength 5");
    }

    @Test
    void from_refusesAConstraintThatIsNotChecked() {
        refuses(document -> constraints(document, "Comment").put("unique", true), "states the constraint 'unique'");
    }

    @Test
    void from_refusesAnUnknownType() {
        refuses(document -> field(document, "Comment").put("type", "geopoint"), "has the type 'geopoint'");
    }

    @Test
    void from_refusesAnotherUniqueKey() {
        refuses(document -> document.putArray("uniqueKeys").addArray().add("UserID"), "'uniqueKeys' must be");
    }

    @Test
    void from_refusesToLoseAColumnThatTheRulesNeed() {
        refuses(document -> field(document, "UserID").put("name", "User"), "the column UserID");
    }

    @Test
    void from_refusesToLoseARule() {
        refuses(document -> rule(document, "adt.row.duplicate").put("id", "other"), "the rule adt.row.duplicate");
    }

    @Test
    void from_refusesToSoftenWhatMakesAFileUnreadable() {
        refuses(document -> rule(document, "row.quote-misplaced").put("severity", "WARNING"), "must have the severity");
    }

    @Test
    void from_refusesAFolderWithoutDocuments() {
        assertThatThrownBy(() -> FileFormats.from(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("adt-1.json");
    }

    private void refuses(Consumer<ObjectNode> change, String message) {
        assertThatThrownBy(() -> changed(change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adt-1.json")
                .hasMessageContaining(message);
    }

    private static FileReport check(FileFormats formats, String text) {
        return Checks.check(formats, FileLimits.defaults(), FileType.ADT, text.getBytes(StandardCharsets.UTF_8));
    }

    private FileFormats changed(Consumer<ObjectNode> change) {
        try {
            ObjectNode document =
                    (ObjectNode) JSON.readTree(FileFormats.bundled().document(FileType.ADT));
            change.accept(document);
            Files.write(folder.resolve("adt-1.json"), JSON.writeValueAsBytes(document));
            Files.write(
                    folder.resolve("exit-quarantine-1.json"),
                    FileFormats.bundled().document(FileType.EXIT_QUARANTINE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FileFormats.from(folder);
    }

    private static ObjectNode field(JsonNode document, String name) {
        for (JsonNode field : document.get("fields")) {
            if (field.get("name").asText().equals(name)) {
                return (ObjectNode) field;
            }
        }
        throw new AssertionError("no column " + name);
    }

    private static ObjectNode constraints(JsonNode document, String column) {
        return (ObjectNode) field(document, column).get("constraints");
    }

    private static ObjectNode rule(JsonNode document, String id) {
        for (JsonNode found : document.findValues("x-rules")) {
            for (JsonNode rule : found) {
                if (rule.get("id").asText().equals(id)) {
                    return (ObjectNode) rule;
                }
            }
        }
        throw new AssertionError("no rule " + id);
    }
}
