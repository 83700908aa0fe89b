package org.adtgateway.apispec;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The contract as a tree, with the walks that its rules need. */
record Contract(ObjectNode root) {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    static Contract load() throws IOException {
        ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        try (InputStream in = Contract.class.getResourceAsStream("/openapi/adt-gateway.yaml")) {
            return new Contract((ObjectNode) yaml.readTree(in));
        }
    }

    /** The document of a file format, which stands beside the contract. */
    static JsonNode formatDocument(String name) {
        try (InputStream in = Contract.class.getResourceAsStream("/file-formats/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The node at a JSON pointer, to break it. */
    ObjectNode object(String pointer) {
        return root.withObject(pointer);
    }

    /** What a node is or refers to. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** Every operation, by "METHOD path". */
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.put(
                                method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
        return operations;
    }

    /** Calls with the place, the status and the response of every answer of every operation, references resolved. */
    void eachResponse(ResponseVisitor visitor) {
        operations()
                .forEach((operation, node) -> node.path("responses")
                        .properties()
                        .forEach(response -> visitor.visit(
                                operation + " " + response.getKey(),
                                Integer.parseInt(response.getKey()),
                                resolve(response.getValue()))));
    }

    interface ResponseVisitor {
        void visit(String place, int status, JsonNode response);
    }

    /** Calls with the place and the node of every parameter, request body, header, and response that an operation uses. */
    void eachElement(BiConsumer<String, JsonNode> visitor) {
        operations().forEach((operation, node) -> {
            node.path("parameters")
                    .forEach(parameter -> visitor.accept(
                            operation + " parameter "
                                    + resolve(parameter).path("name").asText(),
                            resolve(parameter)));
            if (node.has("requestBody")) {
                visitor.accept(operation + " request", resolve(node.get("requestBody")));
            }
        });
        eachResponse((place, status, response) -> {
            visitor.accept(place, response);
            response.path("headers")
                    .properties()
                    .forEach(
                            header -> visitor.accept(place + " header " + header.getKey(), resolve(header.getValue())));
        });
    }

    /** Every component in use or not, as the reference that would name it. */
    List<String> components() {
        List<String> references = new ArrayList<>();
        root.path("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> references.add("#/components/" + kind.getKey() + "/" + name)));
        return references;
    }
}
