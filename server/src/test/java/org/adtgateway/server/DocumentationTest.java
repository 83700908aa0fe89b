package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.server.http.ProblemCode;
import org.junit.jupiter.api.Test;

/** What the documentation lists is what the program has: nothing is missing, nothing invented. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));
    private static final Path OPERATIONS = ROOT.resolve("docs/operations.md");
    private static final Path GUIDE = ROOT.resolve("docs/api-guide.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
    private static final Pattern RARE_WORD =
            Pattern.compile("\\b(mend(s|ed|ing)?|anew|afresh|whoever|somebody|for ever)\\b", Pattern.CASE_INSENSITIVE);
    /** The word of ASN.1 and of EUI-64s, in code only. */
    private static final Pattern OCTET = Pattern.compile("\\boctets?\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern SOURCE = Pattern.compile(
            "(?:[^/]+/)+src/(?:main|test|sdks)/.*\\.(?:java|yaml|json|js|ts|py|css|ftlh|mustache)|.*/db/V1[0-9][^/]*\\.sql");
    private static final Path THIS = Path.of("DocumentationTest.java");
    private static final int LONGEST_LINE = 140;

    @Test
    void guide_listsEachProblemCodeWithItsStatusCategoryAndRemedy() throws IOException {
        Map<String, String> documented = rows(
                        GUIDE, "\\| `([A-Z_]+)` \\| (\\d{3} \\| [A-Z]+) \\| [^|]+[^| ] \\| [^|]+[^| ] \\|")
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (a, b) -> "twice", TreeMap::new));
        Map<String, String> actual = Arrays.stream(ProblemCode.values())
                .collect(Collectors.toMap(
                        ProblemCode::name, code -> code.status() + " | " + code.category(), (a, b) -> a, TreeMap::new));
        assertThat(documented).isEqualTo(actual);
    }

    @Test
    void operations_listsEachSettingOnceAndNoOther() throws IOException {
        Set<String> actual = new TreeSet<>(Settings.types().keySet());
        actual.addAll(keys(Settings.sample(), ""));
        List<String> documented = rows(
                        OPERATIONS, "\\| `(?!adt_gateway_)([A-Za-z0-9_.\\[\\]]+)` \\| [^|]+ \\| [^|]+ \\|")
                .map(row -> row.group(1))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(actual);
    }

    @Test
    void operations_namesEachVariableOfTheSample() throws IOException {
        String page = Files.readString(OPERATIONS);
        Set<String> variables = Pattern.compile("\\$\\{(\\w+)}")
                .matcher(Files.readString(Settings.SAMPLE))
                .results()
                .map(variable -> variable.group(1))
                .collect(Collectors.toSet());
        assertThat(variables)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(page).contains("Environment: `" + variable + "`"));
    }

    @Test
    void sample_isAValidConfiguration() throws Exception {
        AdtGatewayConfiguration configuration = Settings.read(Settings.sample());
        Connectors.requireMutualTls(configuration.getServerFactory());
    }

    @Test
    void links_leadToFilesAndHeadingsThatExist() throws IOException {
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).as("link %s of %s", link.group(), page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("link %s of %s", link.group(), page)
                            .contains(link.group(2));
                }
            }
        }
    }

    @Test
    void index_namesEachPage() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        Set<Path> named = LINK.matcher(Files.readString(index))
                .results()
                .filter(link -> !link.group(1).isEmpty())
                .map(link -> index.resolveSibling(link.group(1)).normalize())
                .collect(Collectors.toSet());
        for (Path page : pages()) {
            boolean decision = page.getFileName().toString().matches("\\d{4}-.*");
            if (!decision && !page.equals(index) && !page.equals(ROOT.resolve("README.md"))) {
                assertThat(named).contains(page.normalize());
            }
        }
    }

    /** Rows of a table cannot be broken; those of the file formats have the words of the format documents. */
    @Test
    void lines_areNoLongerThanAnEditorShows() throws IOException {
        Path fileFormats = ROOT.resolve("docs/file-formats.md");
        for (Path page : pages()) {
            assertThat(Files.readAllLines(page))
                    .as("long lines of %s", page)
                    .filteredOn(line -> line.length() > LONGEST_LINE)
                    .allMatch(line -> page.equals(fileFormats) && line.startsWith("| `"));
        }
    }

    @Test
    void words_areTheCommonOnes() throws IOException {
        for (Path page : pages()) {
            assertThat(OCTET.matcher(Files.readString(page)).find())
                    .as("octets in %s", page)
                    .isFalse();
        }
        List<Path> texts = new ArrayList<>(pages());
        texts.addAll(sources());
        for (Path text : texts) {
            assertThat(RARE_WORD.matcher(Files.readString(text)).results().map(MatchResult::group))
                    .as("rare words in %s", text)
                    .isEmpty();
        }
    }

    @Test
    void security_listsEachVerdictOfASignature() throws IOException {
        List<String> documented = rows(
                        ROOT.resolve("docs/security.md"), "\\| `([A-Z_]+)` \\| ([A-Z_]+ \\| [A-Z_]+) \\|")
                .map(row -> row.group(1) + " | " + row.group(2))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(SignatureFault.values())
                        .map(fault -> fault + " | " + fault.indication() + " | " + fault.subIndication())
                        .toList());
    }

    /** A claim that names its test rests on a test that there is. */
    @Test
    void tests_thatPagesNameExist() throws IOException {
        Set<String> tests;
        try (Stream<Path> sources = Files.walk(ROOT)) {
            tests = sources.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        for (Path page : pages()) {
            assertThat(TEST.matcher(Files.readString(page)).results().map(test -> test.group(1)))
                    .as("tests that %s names", page)
                    .isSubsetOf(tests);
        }
    }

    /** Code, the contract and templates, whose comments and messages are read too; of migrations, which never change, those that are new. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("api-spec", "client-java", "server")) {
            Files.walkFileTree(ROOT.resolve(module), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    // other tests write there meanwhile
                    return folder.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = ROOT.relativize(file).toString().replace('\\', '/');
                    if (SOURCE.matcher(path).matches() && !file.endsWith(THIS)) {
                        sources.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        assertThat(sources).hasSizeGreaterThan(500);
        return sources;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("client-java/README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** The names by which a link finds a heading: lower case, hyphens for spaces, no punctuation. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Stream<MatchResult> rows(Path page, String pattern) throws IOException {
        return Pattern.compile("^" + pattern + "$", Pattern.MULTILINE)
                .matcher(Files.readString(page))
                .results();
    }

    private static Set<String> keys(JsonNode node, String prefix) {
        Set<String> keys = new TreeSet<>();
        node.properties().forEach(field -> {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                keys.addAll(keys(value, name + "."));
            } else if (value.isArray() && value.path(0).isObject()) {
                value.forEach(each -> keys.addAll(keys(each, name + "[].")));
            } else {
                keys.add(name);
            }
        });
        return keys;
    }
}
