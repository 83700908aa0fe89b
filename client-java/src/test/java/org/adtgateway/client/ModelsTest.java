package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.client.internal.json.Json;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the records that are generated from the contract to its own examples. */
class ModelsTest {
    private static final JsonNode CONTRACT = contract();
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    @TestFactory
    List<DynamicTest> everyExampleOfTheContract_isReadAndWrittenUnchanged() {
        List<DynamicTest> tests = new ArrayList<>();
        CONTRACT.findParents("schema").stream()
                .filter(media -> media.path("schema").has("$ref") && media.has("examples"))
                .filter(media -> !nameIn(media.path("schema")).matches("FileFormat|.*Form"))
                .forEach(media -> {
                    String schema = nameIn(media.path("schema"));
                    for (JsonNode example : media.path("examples")) {
                        String name = nameIn(example);
                        tests.add(DynamicTest.dynamicTest(schema + ": " + name, () -> isUnchanged(schema, name)));
                    }
                });
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    private static void isUnchanged(String schema, String name) throws Exception {
        JsonNode example =
                CONTRACT.path("components").path("examples").path(name).path("value");
        // of an instant only its value counts, not how many zeros are behind the point; and a list that is absent is
        // empty
        String json = INSTANT.matcher(example.toString())
                .replaceAll(instant -> Instant.parse(instant.group()).toString());

        String written = GatewayJson.toJson(GatewayJson.read(json, Class.forName("org.adtgateway.client." + schema)));

        assertThat(withoutEmptyLists(written)).isEqualTo(withoutEmptyLists(json));
    }

    private static JsonNode withoutEmptyLists(String json) throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json);
        prune(tree);
        return tree;
    }

    private static void prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(member -> member.isArray() && member.isEmpty());
        }
        node.forEach(ModelsTest::prune);
    }

    @Test
    void whatTheContractRequires_isNeverNull() {
        assertThatThrownBy(() -> read("{\"name\":\"adt\"}", Format.class)).hasMessageContaining("version");
        assertThatThrownBy(() -> read("{\"name\":null,\"version\":\"1\"}", Format.class))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> Format.builder().name("adt").build()).hasMessage("version");
    }

    @Test
    void whatALaterGatewayAdds_isPassedOverOrKept() throws IOException {
        Format format = read("{\"name\":\"adt\",\"version\":\"1\",\"x\":[]}", Format.class);
        Violation violation =
                read("{\"line\":1,\"code\":\"c\",\"message\":\"m\",\"severity\":\"FATAL\"}", Violation.class);
        RowOutcome row = read("{\"requestId\":\"r\",\"outcome\":\"LOST\"}", RowOutcome.class);

        assertThat(format).isEqualTo(new Format("adt", "1"));
        assertThat(violation.severity()).isEqualTo(Violation.Severity.ERROR);
        assertThat(row.outcome()).hasToString("LOST").isEqualTo(RowOutcomeResult.of("LOST"));
        assertThat(row.outcome().known()).isEqualTo(RowOutcomeResult.Known.UNKNOWN);
        assertThat(RowOutcomeResult.of("DELETED")).isSameAs(RowOutcomeResult.DELETED);
    }

    @Test
    void lists_cannotBeChanged() {
        List<Event> events = new ArrayList<>();
        EventList list = new EventList(events);

        assertThatThrownBy(() -> list.events().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Outcome.builder()
                        .outcome(OutcomeDecision.COMPLETED)
                        .decidedAt(Instant.EPOCH)
                        .build()
                        .rowOutcomes())
                .isEmpty();
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return Json.MAPPER.readValue(json.getBytes(StandardCharsets.UTF_8), type);
    }

    private static String nameIn(JsonNode reference) {
        return reference.path("$ref").asText().replaceFirst(".*/", "");
    }

    private static JsonNode contract() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of(
                                    System.getProperty("rootDir"),
                                    "api-spec/src/main/resources/openapi/adt-gateway.yaml")
                            .toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
