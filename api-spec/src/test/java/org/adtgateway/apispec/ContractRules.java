package org.adtgateway.apispec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rules. Each returns the places that break it, so that a failing build names all of them at once. */
final class ContractRules {
    private static final Set<String> ROLES = Set.of("SUPPLIER", "OPERATOR", "AUDITOR");
    private static final Set<String> COSTS = Set.of("SUBMISSION", "POLL", "READ", "DOWNLOAD");
    private static final Set<String> OWNERS = Set.of("OWNER", "OWNER_OR_OPERATOR", "NONE");
    private static final List<String> PROBLEMS_OF_ALL =
            List.of("400", "401", "403", "405", "406", "414", "429", "431", "500", "501", "503");
    private static final List<String> PROBLEMS_OF_BODIES = List.of("408", "413", "415");

    private ContractRules() {}

    static List<String> operationsAreNamedAndDescribed(Contract contract) {
        List<String> faults = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> tags = new HashSet<>();
        contract.root().path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
        contract.operations().forEach((place, operation) -> {
            if (!operation.path("operationId").asText().matches("[a-z][A-Za-z]+")
                    || !ids.add(operation.path("operationId").asText())) {
                faults.add(place + " needs an operationId of its own");
            }
            if (operation.path("tags").size() != 1
                    || !tags.contains(operation.path("tags").path(0).asText())) {
                faults.add(place + " needs exactly one declared tag");
            }
            if (isBlank(operation.path("summary")) || isBlank(operation.path("description"))) {
                faults.add(place + " needs a summary and a description");
            }
        });
        return faults;
    }

    static List<String> operationsSayWhoMayUseThem(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.operations().forEach((place, operation) -> {
            List<String> roles = texts(operation.path("x-roles"));
            if (roles.isEmpty() || !ROLES.containsAll(roles)) {
                faults.add(place + " needs x-roles out of " + ROLES);
            }
        });
        return faults;
    }

    static List<String> operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.operations().forEach((place, operation) -> {
            if (!COSTS.contains(operation.path("x-cost").asText())) {
                faults.add(place + " needs x-cost out of " + COSTS);
            }
            String owner = operation.path("x-owner").asText();
            if (!OWNERS.contains(owner) || (place.contains("{id}") && owner.equals("NONE"))) {
                faults.add(place + " needs x-owner out of " + OWNERS + ", and not NONE where it is about a submission");
            }
        });
        return faults;
    }

    static List<String> operationsHaveTheirProblemResponses(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.operations().forEach((place, operation) -> {
            List<String> required = new ArrayList<>(PROBLEMS_OF_ALL);
            if (operation.has("requestBody")) {
                required.addAll(PROBLEMS_OF_BODIES);
            }
            if (place.contains("{id}")) {
                required.add("404");
            }
            required.stream()
                    .filter(status -> !operation.path("responses").has(status))
                    .forEach(status -> faults.add(place + " needs a response for " + status));
        });
        return faults;
    }

    static List<String> failuresAreProblems(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.eachResponse((place, status, response) -> {
            JsonNode content = response.path("content");
            boolean isProblem = content.size() == 1
                    && content.at("/application~1problem+json/schema/$ref")
                            .asText()
                            .equals("#/components/schemas/Problem");
            if (status >= 400 && !isProblem) {
                faults.add(place + " needs application/problem+json, and nothing else");
            }
        });
        return faults;
    }

    static List<String> responsesCarryTheirHeaders(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.eachResponse((place, status, response) -> {
            List<String> required = new ArrayList<>(List.of("X-Request-Id", "Cache-Control"));
            if (status == 429 || status == 503) {
                required.add("Retry-After");
            }
            if (status == 429 || status < 400) {
                required.addAll(List.of("RateLimit-Policy", "RateLimit"));
            }
            required.stream()
                    .filter(name -> !contract.resolve(response.path("headers").path(name))
                            .path("required")
                            .asBoolean())
                    .forEach(name -> faults.add(place + " needs the header " + name));
        });
        return faults;
    }

    /** Every code is in the table of the description, in the list of known values, and in an example under its status; and no other is. */
    static List<String> problemCodesAreDocumentedWithAnExample(Contract contract) {
        List<String> faults = new ArrayList<>();
        List<String> codes = texts(contract.root().at("/components/schemas/Problem/properties/code/x-extensible-enum"));
        Set<String> shown = new LinkedHashSet<>();
        contract.eachResponse((place, status, response) -> response.at("/content/application~1problem+json/examples")
                .forEach(example -> {
                    JsonNode problem = contract.resolve(example).path("value");
                    String code = problem.path("code").asText();
                    shown.add(code);
                    String row = "| `" + code + "` | " + status + " | "
                            + problem.path("category").asText() + " |";
                    if (problem.path("status").asInt() != status) {
                        faults.add(place + " shows " + code + ", which has another status");
                    }
                    if (!problem.path("type").asText().equals("urn:adt-gateway:problem:" + kebab(code))) {
                        faults.add(place + " shows " + code + " with a type that is not made of the code");
                    }
                    if (!contract.root().at("/info/description").asText().contains(row)) {
                        faults.add(place + " shows " + code + ", whose row is not in the table: " + row);
                    }
                    if (!codes.contains(code)) {
                        faults.add(place + " shows " + code + ", which is not in the list of codes");
                    }
                }));
        codes.stream().filter(code -> !shown.contains(code)).forEach(code -> faults.add(code + " needs an example"));
        return faults.stream().distinct().toList();
    }

    static List<String> everythingIsDescribed(Contract contract) {
        List<String> faults = new ArrayList<>();
        contract.eachElement((place, element) -> {
            if (isBlank(element.path("description"))) {
                faults.add(place + " needs a description");
            }
        });
        contract.root().at("/components/schemas").properties().forEach(schema -> {
            if (isBlank(schema.getValue().path("description"))) {
                faults.add(schema.getKey() + " needs a description");
            }
            schema.getValue().path("properties").properties().forEach(property -> {
                if (isBlank(contract.resolve(property.getValue()).path("description"))) {
                    faults.add(schema.getKey() + "." + property.getKey() + " needs a description");
                }
            });
        });
        return faults.stream().distinct().toList();
    }

    static List<String> everyComponentIsUsed(Contract contract) {
        Set<String> used = new HashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(contract.root().path("paths")));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            node.forEach(open::push);
            if (node.has("$ref") && used.add(node.get("$ref").textValue())) {
                open.push(contract.resolve(node));
            }
        }
        return contract.components().stream()
                .filter(component -> !used.contains(component))
                .map(component -> component + " is not used")
                .toList();
    }

    /** What an example shows as a fault of a file is one that the format documents know. */
    static List<String> faultsOfFilesAreRulesOfTheirFormats(Contract contract) {
        Set<String> rules = new HashSet<>();
        for (String format : List.of("adt-1.json", "exit-quarantine-1.json", "row-results-1.json")) {
            Contract.formatDocument(format)
                    .findParents("severity")
                    .forEach(rule -> rules.add(rule.path("id").asText()));
        }
        Stream<JsonNode> faults = contract.root().at("/components/examples").findValues("violations").stream()
                .flatMap(violations -> StreamSupport.stream(violations.spliterator(), false));
        Stream<JsonNode> totals = contract.root().at("/components/examples").findValues("byCode").stream()
                .flatMap(byCode -> StreamSupport.stream(byCode.spliterator(), false));
        return Stream.concat(faults, totals)
                .map(fault -> fault.path("code").asText())
                .filter(code -> !rules.contains(code))
                .map(code -> code + " is no rule of a file format")
                .distinct()
                .toList();
    }

    private static String kebab(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isBlank(JsonNode text) {
        return text.asText().isBlank();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
