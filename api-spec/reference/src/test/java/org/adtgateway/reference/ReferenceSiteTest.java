package org.adtgateway.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceSiteTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", "../.."));
    private static final Path PAGES = ROOT.resolve("api-spec/reference/target/classes/api-reference");
    private static final String INDEX = "index.html";
    private static final Pattern FETCHED_BY_STYLE =
            Pattern.compile("@import\\s+\"?([^\";]+)|url\\(\\s*[\"']?([^)\"']+)");
    private static final Map<String, Document> DOCUMENTS = new LinkedHashMap<>();

    private static JsonNode contract = new ObjectMapper().nullNode();

    @BeforeAll
    static void read() throws IOException {
        contract = new ObjectMapper(new YAMLFactory())
                .readTree(ROOT.resolve("api-spec/src/main/resources/openapi/adt-gateway.yaml")
                        .toFile());
        for (String file : files()) {
            if (file.endsWith(".html")) {
                DOCUMENTS.put(file, Jsoup.parse(Files.readString(PAGES.resolve(file))));
            }
        }
    }

    private static JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : contract.at(reference.substring(1));
    }

    private static List<String> files() throws IOException {
        return Files.readAllLines(PAGES.resolve("files.txt"));
    }

    @Test
    void everyOperationCodeHeaderAndSchema_hasAnAddressThatCanBeCopied() {
        List<String> expected = new ArrayList<>();
        operations()
                .forEach(operation -> expected.add(operation.path("operationId").asText()));
        contract.at("/components/schemas/Problem/properties/code/x-extensible-enum")
                .forEach(code -> expected.add("code-" + code.asText()));
        contract.at("/components/schemas").fieldNames().forEachRemaining(name -> expected.add("schema-" + name));
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(expected).allSatisfy(id -> {
            assertThat(page(INDEX).getElementById(id)).as(id).isNotNull();
            assertThat(page(INDEX).select("button[data-link='" + id + "']"))
                    .as(id)
                    .hasSize(1);
        });
        contract.at("/components/headers")
                .fieldNames()
                .forEachRemaining(name -> assertThat(page(INDEX).getElementById("header-" + name))
                        .as(name)
                        .isNotNull());
    }

    @Test
    void everyParameterPartAndMember_isShown() {
        operations()
                .forEach(operation -> operation.path("parameters").forEach(parameter -> {
                    String id = operation.path("operationId").asText() + "."
                            + resolved(parameter).path("name").asText();
                    assertThat(page(INDEX).getElementById(id)).as(id).isNotNull();
                }));
        contract.at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(
                                name -> assertThat(page(INDEX).getElementById("schema-" + schema.getKey() + "." + name))
                                        .as(schema.getKey() + "." + name)
                                        .isNotNull()));
    }

    @Test
    void operationsComeBeforeTheCodes_andTheTableOfCodesStandsInNoOtherPlace() {
        List<String> sections = page(INDEX).select("main > section").eachAttr("id");
        assertThat(sections.indexOf("codes")).isGreaterThan(sections.indexOf("group-Formats"));
        assertThat(page(INDEX).select("main table")).isEmpty();
    }

    @Test
    void everyLinkWithinThePages_leadsToAPlaceThatExists() {
        DOCUMENTS.forEach(
                (file, document) -> assertThat(document.select("a[href]").eachAttr("href"))
                        .as(file)
                        .isNotEmpty()
                        .allSatisfy(link -> assertLeadsSomewhere(file, link)));
    }

    @Test
    void everyAddressThatTheSearchFinds_exists() throws IOException {
        String script = Files.readString(PAGES.resolve("search-index.js"));
        JsonNode entries = new ObjectMapper().readTree(script.replaceFirst("^window.searchIndex = ", ""));
        assertThat(entries).hasSizeGreaterThan(300);
        assertThat(entries)
                .allSatisfy(entry ->
                        assertLeadsSomewhere(INDEX, entry.path("address").asText()));
    }

    private static void assertLeadsSomewhere(String from, String link) {
        if (link.contains("://") || !(link.contains(".html") || link.startsWith("#"))) {
            assertThat(link).matches("https?://.*|openapi\\.yaml");
            return;
        }
        String[] parts = link.split("#", 2);
        String file = parts[0].isEmpty() ? from : parts[0];
        assertThat(DOCUMENTS).as("%s of %s", link, from).containsKey(file);
        if (parts.length == 2) {
            assertThat(page(file).getElementById(parts[1]))
                    .as("%s of %s", link, from)
                    .isNotNull();
        }
    }

    @Test
    void noAddressIsGivenTwice() {
        DOCUMENTS.forEach((file, document) ->
                assertThat(document.select("[id]").eachAttr("id")).as(file).doesNotHaveDuplicates());
    }

    /** What the gateway's Content-Security-Policy would keep from working. */
    @Test
    void nothingIsInlineAndNothingComesFromElsewhere() throws IOException {
        List<String> files = files();
        DOCUMENTS.forEach((file, document) -> {
            assertThat(document.select("script:not([src]), style, [style]"))
                    .as(file)
                    .isEmpty();
            assertThat(document.getAllElements())
                    .as(file)
                    .allSatisfy(element -> assertThat(element.attributes())
                            .noneMatch(attribute -> attribute.getKey().startsWith("on")));
            assertThat(document.select("script, link, img, iframe, source, object"))
                    .as(file)
                    .allSatisfy(element -> assertThat(element.attr("src") + element.attr("href"))
                            .matches(address -> address.equals("data:,") || files.contains(address)));
        });
        assertThat(FETCHED_BY_STYLE
                        .matcher(Files.readString(PAGES.resolve("reference.css")))
                        .results()
                        .map(each -> each.group()))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each).containsPattern("^url\\(\\s*[\"']?data:"));
    }

    @Test
    void everyPageNamesTheVersionOfTheContract() {
        String version = contract.at("/info/version").asText();
        DOCUMENTS.forEach((file, document) -> {
            assertThat(document.title()).as(file).contains(version);
            assertThat(document.select(".version").text()).as(file).isEqualTo(version);
        });
    }

    /** When each of them runs is in docs/adr/0024: not all do with every build. */
    @Test
    void everySample_standsInAProgramThatIsTested() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>(Samples.PROGRAMS);
        sources.put("curl", Samples.GUIDE);
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            lines.put(
                    source.getKey(),
                    Files.readAllLines(ROOT.resolve(source.getValue())).stream()
                            .map(String::strip)
                            .toList());
        }
        List<Element> samples = page(INDEX).select(".sample");
        assertThat(samples.stream().map(sample -> sample.attr("data-language")).distinct())
                .containsExactlyInAnyOrderElementsOf(sources.keySet());
        assertThat(samples)
                .allSatisfy(sample -> assertThat(Objects.requireNonNull(sample.selectFirst("code"))
                                .wholeText()
                                .lines()
                                .map(String::strip))
                        .isNotEmpty()
                        .isSubsetOf(lines.get(sample.attr("data-language"))));
    }

    @Test
    void theMainOperation_hasASampleInEachLanguage() {
        assertThat(page(INDEX).select("#submitFile .sample").eachAttr("data-language"))
                .containsExactly("curl", "java", "typescript", "python", "adt");
    }

    @Test
    void sampleOfSomethingThatIsNoOperation_isRefused(@TempDir Path copy) throws IOException {
        for (String source : Samples.PROGRAMS.values()) {
            Files.createDirectories(copy.resolve(source).getParent());
            Files.copy(ROOT.resolve(source), copy.resolve(source));
        }
        Files.createDirectories(copy.resolve("docs"));
        Files.copy(ROOT.resolve(Samples.GUIDE), copy.resolve(Samples.GUIDE));
        Map<String, String> operations = new Contract(contract).operationsByCall();
        assertThat(Samples.read(copy, operations).of("getMe")).hasSize(5);

        Path program = copy.resolve(Samples.PROGRAMS.get("python"));
        Files.writeString(program, "# sample: getYou\nyou = 1\n# end\n");
        assertThatThrownBy(() -> Samples.read(copy, operations)).hasMessageContaining("getYou");
        Files.writeString(program, "# sample: getMe\nme = 1\n");
        assertThatThrownBy(() -> Samples.read(copy, operations)).hasMessageContaining("no end");
    }

    @Test
    void callOfTheGuide_isTheSampleOfItsOperation_withWhatPreparesIt() {
        Map<String, String> operations = Map.of("GET /v1/things/{id}", "getThing", "POST /v1/things", "addThing");
        String guide = """
                ```bash
                printf '{"a":
                  1}' > $S/thing
                as me -d @$S/thing \\
                  $U/v1/things
                ID=1
                as me "$U/v1/things/$ID?x=1"
                ```
                """;
        assertThat(Samples.ofGuide(guide, operations))
                .containsEntry("addThing", "printf '{\"a\":\n  1}' > $S/thing\nas me -d @$S/thing \\\n  $U/v1/things")
                .containsEntry("getThing", "ID=1\nas me \"$U/v1/things/$ID?x=1\"");
        assertThatThrownBy(() -> Samples.ofGuide(guide.replace("things/$ID", "thongs"), operations))
                .hasMessageContaining("GET /v1/thongs");
    }

    @Test
    void theSameSources_giveTheSameBytes(@TempDir Path again) throws Exception {
        ReferenceSite.main(new String[] {ROOT.toString(), again.toString()});
        try (Stream<Path> written = Files.list(again)) {
            List<Path> files = written.toList();
            assertThat(files).hasSize(files().size() + 1);
            assertThat(files)
                    .allSatisfy(file -> assertThat(file)
                            .hasSameBinaryContentAs(
                                    PAGES.resolve(file.getFileName().toString())));
        }
    }

    private static Document page(String file) {
        return DOCUMENTS.getOrDefault(file, new Document(""));
    }

    private static List<JsonNode> operations() {
        return contract.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream().map(Map.Entry::getValue))
                .filter(node -> node.has("operationId"))
                .collect(Collectors.toList());
    }
}
