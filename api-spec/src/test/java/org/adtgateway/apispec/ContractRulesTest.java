package org.adtgateway.apispec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract keeps its rules; and each rule is shown to find what it is for, in a contract that breaks it. */
class ContractRulesTest {
    private static final String ME = "/paths/~1v1~1me/get";
    private static final String SUBMIT = "/paths/~1v1~1submissions/post";
    private static final String RESPONSES = "/components/responses/";

    private interface Rule extends Function<Contract, List<String>> {}

    private static Stream<Named<Rule>> rules() {
        return Stream.of(
                Named.of("operations are named and described", ContractRules::operationsAreNamedAndDescribed),
                Named.of("operations say who may use them", ContractRules::operationsSayWhoMayUseThem),
                Named.of(
                        "operations say what they cost and whose submissions they concern",
                        ContractRules::operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern),
                Named.of("operations have their problem responses", ContractRules::operationsHaveTheirProblemResponses),
                Named.of("failures are problems", ContractRules::failuresAreProblems),
                Named.of("responses carry their headers", ContractRules::responsesCarryTheirHeaders),
                Named.of(
                        "problem codes are documented with an example",
                        ContractRules::problemCodesAreDocumentedWithAnExample),
                Named.of("examples obey their schemas", ExampleRule::examplesObeyTheirSchemas),
                Named.of(
                        "faults of files are rules of their formats",
                        ContractRules::faultsOfFilesAreRulesOfTheirFormats),
                Named.of("everything is described", ContractRules::everythingIsDescribed),
                Named.of("every component is used", ContractRules::everyComponentIsUsed));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void contract_keepsRule(Rule rule) throws IOException {
        assertThat(rule.apply(Contract.load())).isEmpty();
    }

    private static Stream<Arguments> breaches() {
        return Stream.of(
                breach(
                        "GET /v1/me needs an operationId",
                        ContractRules::operationsAreNamedAndDescribed,
                        remove(ME, "operationId")),
                breach(
                        "needs an operationId of its own",
                        ContractRules::operationsAreNamedAndDescribed,
                        contract -> contract.object(ME).put("operationId", "submitFile")),
                breach("exactly one declared tag", ContractRules::operationsAreNamedAndDescribed, remove(ME, "tags")),
                breach(
                        "exactly one declared tag",
                        ContractRules::operationsAreNamedAndDescribed,
                        contract -> array(contract, ME, "tags").add("Events")),
                breach(
                        "exactly one declared tag",
                        ContractRules::operationsAreNamedAndDescribed,
                        contract -> array(contract, ME, "tags").removeAll().add("Unknown")),
                breach(
                        "a summary and a description",
                        ContractRules::operationsAreNamedAndDescribed,
                        remove(ME, "summary")),
                breach(
                        "a summary and a description",
                        ContractRules::operationsAreNamedAndDescribed,
                        remove(ME, "description")),
                breach("GET /v1/me needs x-roles", ContractRules::operationsSayWhoMayUseThem, remove(ME, "x-roles")),
                breach(
                        "GET /v1/me needs x-roles",
                        ContractRules::operationsSayWhoMayUseThem,
                        contract -> array(contract, ME, "x-roles").add("ADMIN")),
                breach(
                        "GET /v1/me needs x-cost",
                        ContractRules::operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern,
                        remove(ME, "x-cost")),
                breach(
                        "GET /v1/me needs x-cost",
                        ContractRules::operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern,
                        contract -> contract.object(ME).put("x-cost", "FREE")),
                breach(
                        "GET /v1/me needs x-owner",
                        ContractRules::operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern,
                        remove(ME, "x-owner")),
                breach(
                        "GET /v1/submissions/{id} needs x-owner",
                        ContractRules::operationsSayWhatTheyCostAndWhoseSubmissionsTheyConcern,
                        contract -> contract.object("/paths/~1v1~1submissions~1{id}/get")
                                .put("x-owner", "NONE")),
                breach(
                        "GET /v1/me needs a response for 401",
                        ContractRules::operationsHaveTheirProblemResponses,
                        remove(ME + "/responses", "401")),
                breach(
                        "POST /v1/submissions needs a response for 413",
                        ContractRules::operationsHaveTheirProblemResponses,
                        remove(SUBMIT + "/responses", "413")),
                breach(
                        "GET /v1/submissions/{id} needs a response for 404",
                        ContractRules::operationsHaveTheirProblemResponses,
                        remove("/paths/~1v1~1submissions~1{id}/get/responses", "404")),
                breach(
                        "GET /v1/me 500 needs application/problem+json",
                        ContractRules::failuresAreProblems,
                        contract -> contract.object(RESPONSES + "InternalError/content")
                                .putObject("text/html")),
                breach(
                        "GET /v1/me 429 needs the header Retry-After",
                        ContractRules::responsesCarryTheirHeaders,
                        remove(RESPONSES + "TooManyRequests/headers", "Retry-After")),
                breach(
                        "GET /v1/me 503 needs the header Retry-After",
                        ContractRules::responsesCarryTheirHeaders,
                        contract -> contract.object("/components/headers/Retry-After")
                                .put("required", false)),
                breach(
                        "GET /v1/me 200 needs the header X-Request-Id",
                        ContractRules::responsesCarryTheirHeaders,
                        remove(ME + "/responses/200/headers", "X-Request-Id")),
                breach(
                        "GET /v1/me 401 needs the header Cache-Control",
                        ContractRules::responsesCarryTheirHeaders,
                        remove(RESPONSES + "Unauthorised/headers", "Cache-Control")),
                breach(
                        "NOT_CLAIMABLE needs an example",
                        ContractRules::problemCodesAreDocumentedWithAnExample,
                        remove(RESPONSES + "NotClaimable/content/application~1problem+json/examples", "NOT_CLAIMABLE")),
                breach(
                        "TOO_FAT, which is not in the list of codes",
                        ContractRules::problemCodesAreDocumentedWithAnExample,
                        contract -> contract.object("/components/examples/OVERLOADED/value")
                                .put("code", "TOO_FAT")),
                breach(
                        "NOT_FOUND, which has another status",
                        ContractRules::problemCodesAreDocumentedWithAnExample,
                        contract -> contract.object("/components/examples/NOT_FOUND/value")
                                .put("status", 410)),
                breach(
                        "NOT_FOUND, whose row is not in the table",
                        ContractRules::problemCodesAreDocumentedWithAnExample,
                        contract -> contract.object("/components/examples/NOT_FOUND/value")
                                .put("category", "RETRY")),
                breach(
                        "NOT_FOUND with a type that is not made of the code",
                        ContractRules::problemCodesAreDocumentedWithAnExample,
                        contract -> contract.object("/components/examples/NOT_FOUND/value")
                                .put("type", "about:blank")),
                breach(
                        "GET /v1/me 200 application/json needs an example",
                        ExampleRule::examplesObeyTheirSchemas,
                        remove(ME + "/responses/200/content/application~1json", "examples")),
                breach(
                        "SubmissionReceived: ",
                        ExampleRule::examplesObeyTheirSchemas,
                        remove("/components/examples/SubmissionReceived/value", "partyId")),
                breach(
                        "[\"fileNmae\"]",
                        ExampleRule::examplesObeyTheirSchemas,
                        contract -> contract.object("/components/examples/SubmissionReceived/value")
                                .put("fileNmae", "x.csv")),
                breach(
                        "POST /v1/submissions request multipart/form-data SubmissionOfAdtFile: ",
                        ExampleRule::examplesObeyTheirSchemas,
                        remove("/components/examples/SubmissionOfAdtFile/value", "signature")),
                breach(
                        "429 header Retry-After: ",
                        ExampleRule::examplesObeyTheirSchemas,
                        contract -> contract.object("/components/headers/Retry-After")
                                .put("example", 0)),
                breach(
                        "parameter limit: ",
                        ExampleRule::examplesObeyTheirSchemas,
                        contract -> contract.root()
                                .at("/paths/~1v1~1events/get/parameters")
                                .forEach(parameter -> {
                                    if (parameter.path("name").asText().equals("limit")) {
                                        ((ObjectNode) parameter).put("example", 1001);
                                    }
                                })),
                breach(
                        "adt.srv.odd is no rule of a file format",
                        ContractRules::faultsOfFilesAreRulesOfTheirFormats,
                        contract -> contract.root()
                                .at("/components/examples")
                                .findParents("column")
                                .forEach(fault -> ((ObjectNode) fault).put("code", "adt.srv.odd"))),
                breach(
                        "Submission.fileSize needs a description",
                        ContractRules::everythingIsDescribed,
                        remove("/components/schemas/Submission/properties/fileSize", "description")),
                breach(
                        "Role needs a description",
                        ContractRules::everythingIsDescribed,
                        remove("/components/schemas/Role", "description")),
                breach(
                        "header ETag needs a description",
                        ContractRules::everythingIsDescribed,
                        remove("/components/headers/ETag", "description")),
                breach(
                        "POST /v1/submissions request needs a description",
                        ContractRules::everythingIsDescribed,
                        remove(SUBMIT + "/requestBody", "description")),
                breach(
                        "#/components/schemas/Stray is not used",
                        ContractRules::everyComponentIsUsed,
                        contract -> contract.object("/components/schemas").putObject("Stray")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void rule_findsItsBreach(String finding, Rule rule, Consumer<Contract> breach) throws IOException {
        Contract broken = Contract.load();
        breach.accept(broken);
        assertThat(rule.apply(broken)).anySatisfy(fault -> assertThat(fault).contains(finding));
    }

    private static Arguments breach(String finding, Rule rule, Consumer<Contract> breach) {
        return Arguments.of(finding, rule, breach);
    }

    private static Consumer<Contract> remove(String object, String member) {
        return contract -> assertThat(contract.object(object).remove(member))
                .as("there before: %s", member)
                .isNotNull();
    }

    private static ArrayNode array(Contract contract, String object, String member) {
        return (ArrayNode) contract.object(object).get(member);
    }
}
