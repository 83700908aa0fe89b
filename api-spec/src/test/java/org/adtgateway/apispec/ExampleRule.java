package org.adtgateway.apispec;

import com.atlassian.oai.validator.report.MessageResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.schema.SchemaValidator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Every body has examples, and every example obeys its schema: also those of parameters and headers. Members that no schema knows count as faults. */
final class ExampleRule {
    private final Contract contract;
    private final SchemaValidator validator;
    private final List<String> faults = new ArrayList<>();

    private ExampleRule(Contract contract) {
        this.contract = contract;
        this.validator = new SchemaValidator(
                new OpenAPIV3Parser().readContents(contract.root().toString()).getOpenAPI(), new MessageResolver());
    }

    static List<String> examplesObeyTheirSchemas(Contract contract) {
        ExampleRule rule = new ExampleRule(contract);
        contract.eachElement(rule::check);
        return rule.faults.stream().distinct().toList();
    }

    private void check(String place, JsonNode element) {
        if (element.has("schema")) {
            if (element.has("example")) {
                check(place, element.get("schema"), element.get("example"));
            } else {
                faults.add(place + " needs an example");
            }
        }
        element.path("content").properties().forEach(content -> {
            JsonNode body = content.getValue();
            if (body.path("examples").isEmpty()) {
                faults.add(place + " " + content.getKey() + " needs an example");
            }
            body.path("examples")
                    .properties()
                    .forEach(example -> check(
                            place + " " + content.getKey() + " " + example.getKey(),
                            body.path("schema"),
                            contract.resolve(example.getValue()).path("value")));
        });
    }

    private void check(String place, JsonNode schema, JsonNode example) {
        ValidationReport report = validator.validate(() -> example, schema(schema), "example");
        report.getMessages().forEach(message -> faults.add(place + ": " + message.getMessage()));
    }

    private static Schema<?> schema(JsonNode node) {
        try {
            return Json.mapper().treeToValue(node, Schema.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
