package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.adtgateway.api.OutcomeRequest;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.api.SubmissionPage;
import org.adtgateway.server.http.StrictJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the records that the server gets from the contract to the contract's own examples, read strictly. */
class ModelsTest {
    private static final JsonNode CONTRACT = contract();
    private static final ObjectMapper JSON = StrictJson.configure(new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL));
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
        // of an instant only its value counts, not how many zeros are behind the point
        String json = INSTANT.matcher(example.toString())
                .replaceAll(instant -> Instant.parse(instant.group()).toString());

        String written = JSON.writeValueAsString(JSON.readValue(json, Class.forName("org.adtgateway.api." + schema)));

        assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(json));
    }

    @Test
    void whatTheContractDoesNotDescribe_isRefused() throws IOException {
        assertThat(JSON.readValue("{\"outcome\":\"COMPLETED\"}", OutcomeRequest.class)
                        .rowOutcomes())
                .isNull();
        for (String body : List.of(
                "{}",
                "{\"outcome\":\"LOST\"}",
                "{\"outcome\":0}",
                "{\"outcome\":\"0\"}",
                "{\"outcome\":\"\"}",
                "{\"outcome\":\" COMPLETED\"}",
                "{\"outcome\":\"completed\"}",
                "{\"outcome\":\"COMPLETED\",\"more\":1}",
                "{\"outcome\":\"COMPLETED\",\"outcome\":\"REJECTED\"}",
                "{\"outcome\":\"COMPLETED\",\"rowOutcomes\":[null]}")) {
            assertThatThrownBy(() -> JSON.readValue(body, OutcomeRequest.class))
                    .as(body)
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void aBuilderRefusesToLeaveOut_whatTheContractRequires() {
        assertThatThrownBy(() -> SubmissionPage.builder().build()).hasMessage("submissions");
        assertThatThrownBy(() -> RowOutcome.builder().requestId("r").build()).hasMessage("outcome");
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
            throw new UncheckedIOException(e);
        }
    }
}
