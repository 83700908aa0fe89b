package org.adtgateway.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.adtgateway.reference.Page.Body;
import org.adtgateway.reference.Page.Content;
import org.adtgateway.reference.Page.ErrorCode;
import org.adtgateway.reference.Page.Example;
import org.adtgateway.reference.Page.Fact;
import org.adtgateway.reference.Page.Field;
import org.adtgateway.reference.Page.Group;
import org.adtgateway.reference.Page.Link;
import org.adtgateway.reference.Page.Operation;
import org.adtgateway.reference.Page.Parameters;
import org.adtgateway.reference.Page.Reference;
import org.adtgateway.reference.Page.Refusal;
import org.adtgateway.reference.Page.Response;
import org.adtgateway.reference.Page.Schema;
import org.adtgateway.reference.Page.Section;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/** Reads the contract into what the templates show. Nothing here knows a single operation, code or schema by name. */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final String PROBLEM = "application/problem+json";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final int DEPTH_OF_MEMBERS = 3;

    /** Above this a list of values is left out: it has a table of its own on the page. */
    private static final int MANY_VALUES = 20;

    /** The parts of a request that have parameters, in the order in which they are shown. */
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put("path", "Path parameters");
        PLACES.put("query", "Query parameters");
        PLACES.put("header", "Request headers");
        PLACES.put("cookie", "Cookies");
    }

    /** The values of our extensions in words; a value that is not here is shown as it is. */
    private static final Map<String, String> WORDS = Map.of(
            "SUPPLIER", "suppliers",
            "OPERATOR", "operators (the DCC)",
            "OWNER", "the caller's own",
            "OWNER_OR_OPERATOR", "the caller's own; for an operator, all");

    private final JsonNode root;
    private final ObjectMapper json = new ObjectMapper();

    Contract(JsonNode root) {
        this.root = root;
    }

    static Contract read(Path file) throws IOException {
        return new Contract(new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file)));
    }

    String version() {
        return root.at("/info/version").asText();
    }

    /** Returns each operationId by its method and path. */
    Map<String, String> operationsByCall() {
        Map<String, String> operations = new LinkedHashMap<>();
        eachOperation((method, path, operation) -> operations.put(
                method + " " + path, operation.path("operationId").asText()));
        return operations;
    }

    Reference reference(Samples samples) {
        Introduction introduction =
                new Introduction(root.at("/info/description").asText());
        return new Reference(
                root.at("/info/title").asText(),
                version(),
                introduction.summary(),
                introduction.sections(),
                groups(samples),
                codes(introduction.rows()),
                root.at("/components/headers").properties().stream()
                        .map(header ->
                                field("header-" + header.getKey(), header.getKey(), header.getValue(), Members.NONE))
                        .toList(),
                schemas(),
                samples.of(Samples.SETUP));
    }

    // ---- the text in front ----

    /** The description of the contract, taken apart at its headings; its table of codes is shown elsewhere. */
    private static final class Introduction {
        private final List<Section> sections = new ArrayList<>();
        private final List<List<String>> rows = new ArrayList<>();
        private String summary = "";

        Introduction(String description) {
            Document part = new Document();
            String title = "";
            Node node = Markdown.parse(description).getFirstChild();
            while (node != null) {
                Node next = node.getNext();
                if (node instanceof Heading heading) {
                    close(title, part);
                    title = Markdown.text(heading);
                    part = new Document();
                } else if (node instanceof TableBlock table && isOfCodes(table)) {
                    List<List<String>> cells = cells(table);
                    rows.addAll(cells.subList(1, cells.size()));
                } else {
                    part.appendChild(node);
                }
                node = next;
            }
            close(title, part);
        }

        private void close(String title, Document part) {
            String html = new Markdown(link -> link).render(part).strip();
            if (title.isEmpty()) {
                summary = html;
            } else {
                sections.add(new Section(title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"), title, html));
            }
        }

        private static boolean isOfCodes(TableBlock table) {
            Node heading = table.getFirstChild().getFirstChild().getFirstChild();
            return Markdown.text(heading).equals("code");
        }

        /** Takes a table apart into the HTML of its cells. */
        private static List<List<String>> cells(TableBlock table) {
            List<List<String>> rows = new ArrayList<>();
            table.accept(new AbstractVisitor() {
                @Override
                public void visit(CustomBlock block) {
                    visitChildren(block);
                }

                @Override
                public void visit(CustomNode node) {
                    if (node instanceof TableRow row) {
                        List<String> cells = new ArrayList<>();
                        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                            cells.add(Markdown.inline(cell));
                        }
                        rows.add(cells);
                    } else {
                        visitChildren(node);
                    }
                }
            });
            return rows;
        }

        String summary() {
            return summary;
        }

        List<Section> sections() {
            return sections;
        }

        List<List<String>> rows() {
            return rows;
        }
    }

    // ---- operations ----

    private interface OperationVisitor {
        void visit(String method, String path, JsonNode operation);
    }

    private void eachOperation(OperationVisitor visitor) {
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> visitor.visit(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue())));
    }

    private List<Group> groups(Samples samples) {
        Set<String> common = codesOfAllOperations();
        List<Group> groups = new ArrayList<>();
        root.path("tags").forEach(tag -> {
            String name = tag.path("name").asText();
            List<Operation> operations = new ArrayList<>();
            eachOperation((method, path, operation) -> {
                if (texts(operation.path("tags")).contains(name)) {
                    operations.add(operation(method, path, operation, samples, common));
                }
            });
            groups.add(new Group(
                    "group-" + name,
                    name.replaceAll("([a-z])([A-Z])", "$1 $2"),
                    Markdown.inline(tag.path("description").asText()),
                    operations));
        });
        return groups;
    }

    private Operation operation(
            String method, String path, JsonNode operation, Samples samples, Set<String> commonCodes) {
        String id = operation.path("operationId").asText();
        List<Response> successes = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        operation.path("responses").properties().forEach(response -> {
            JsonNode node = resolve(response.getValue());
            if (response.getKey().compareTo("400") < 0) {
                successes.add(success(response.getKey(), node));
            } else {
                refusals.add(new Refusal(
                        response.getKey(),
                        Markdown.inline(node.path("description").asText()),
                        codesOf(node)));
            }
        });
        Predicate<Refusal> common = refusal -> commonCodes.containsAll(refusal.codes());
        return new Operation(
                id,
                operation.path("summary").asText(),
                method,
                path,
                Markdown.blocks(operation.path("description").asText()),
                admission(operation),
                parameters(id, operation),
                operation.has("requestBody") ? body(id, resolve(operation.get("requestBody"))) : null,
                successes,
                shown(successes),
                refusals.stream().filter(common.negate()).toList(),
                refusals.stream().filter(common).toList(),
                samples.of(id));
    }

    /** Returns the last status with a body: what is new, where 200 repeats what was there before. */
    private static String shown(List<Response> successes) {
        return successes.stream()
                .filter(response -> !response.contents().isEmpty())
                .map(Response::status)
                .reduce("", (first, second) -> second);
    }

    private static List<Fact> admission(JsonNode operation) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("For", words(texts(operation.path("x-roles")))));
        if (!operation.path("x-owner").asText("NONE").equals("NONE")) {
            facts.add(new Fact(
                    "Submissions", words(List.of(operation.path("x-owner").asText()))));
        }
        facts.add(new Fact("Counts as", words(List.of(operation.path("x-cost").asText()))));
        if (operation.path("x-async").asBoolean()) {
            facts.add(new Fact("Can wait", "by <code>Prefer: wait</code>"));
        }
        return facts;
    }

    private static String words(List<String> values) {
        return values.stream()
                .map(value ->
                        WORDS.getOrDefault(value, value.toLowerCase(Locale.ROOT).replace('_', ' ')))
                .collect(Collectors.joining(", "));
    }

    private List<Parameters> parameters(String operation, JsonNode node) {
        List<Parameters> shown = new ArrayList<>();
        PLACES.forEach((place, title) -> {
            List<Field> fields = StreamSupport.stream(node.path("parameters").spliterator(), false)
                    .map(this::resolve)
                    .filter(parameter -> parameter.path("in").asText().equals(place))
                    .map(parameter -> {
                        String name = parameter.path("name").asText();
                        return field(operation + "." + name, name, parameter, Members.NONE);
                    })
                    .toList();
            if (!fields.isEmpty()) {
                shown.add(new Parameters(title, fields));
            }
        });
        return shown;
    }

    private Body body(String operation, JsonNode body) {
        Map.Entry<String, JsonNode> content =
                body.path("content").properties().iterator().next();
        JsonNode schema = content.getValue().path("schema");
        return new Body(
                content.getKey(),
                type(schema),
                Markdown.inline(body.path("description").asText()),
                members(operation, schema, Members.ALL, 0),
                examples(content.getKey(), content.getValue()));
    }

    private Response success(String status, JsonNode response) {
        return new Response(
                status,
                Markdown.inline(response.path("description").asText()),
                names(response.path("headers")),
                response.path("content").properties().stream()
                        .map(content -> new Content(
                                content.getKey(),
                                type(content.getValue().path("schema")),
                                examples(content.getKey(), content.getValue())))
                        .toList());
    }

    private List<Example> examples(String mediaType, JsonNode content) {
        return content.path("examples").properties().stream()
                .map(each -> resolve(each.getValue()))
                .map(example -> new Example(
                        example.path("summary").asText(),
                        Markdown.inline(example.path("description").asText()),
                        example(mediaType, example.path("value"))))
                .toList();
    }

    private String example(String mediaType, JsonNode value) {
        if (value.isTextual()) {
            return Highlighter.escape(value.asText().stripTrailing());
        }
        if (mediaType.startsWith("multipart/")) {
            return value.properties().stream()
                    .map(part -> "<span class=\"n\">" + Highlighter.escape(part.getKey()) + "</span>: "
                            + indented(part.getValue().asText().stripTrailing()))
                    .collect(Collectors.joining("\n"));
        }
        return Highlighter.html("json", pretty(value));
    }

    private static String indented(String text) {
        String escaped = Highlighter.escape(text);
        return escaped.contains("\n") ? "\n" + escaped.indent(2).stripTrailing() : escaped;
    }

    private String pretty(JsonNode value) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return json.writer(printer).writeValueAsString(value).replace("\" : ", "\": ");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- codes of refusals ----

    private List<ErrorCode> codes(List<List<String>> rows) {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        Map<String, List<Link>> operations = new LinkedHashMap<>();
        eachOperation((method, path, operation) -> operation.path("responses").forEach(response -> {
            JsonNode node = resolve(response);
            problems(node).forEach(example -> {
                JsonNode problem = resolve(example).path("value");
                examples.put(problem.path("code").asText(), problem);
            });
            codesOf(node)
                    .forEach(code -> operations
                            .computeIfAbsent(code, key -> new ArrayList<>())
                            .add(link(operation)));
        }));
        Set<String> common = codesOfAllOperations();
        return rows.stream()
                .map(row -> {
                    String code = row.get(0).replaceAll("<[^>]*>", "");
                    JsonNode problem = examples.getOrDefault(code, root.path("none"));
                    return new ErrorCode(
                            code,
                            row.get(1),
                            row.get(2),
                            problem.path("title").asText(),
                            row.get(3),
                            row.get(4),
                            problem.isMissingNode() ? "" : Highlighter.html("json", pretty(problem)),
                            common.contains(code) ? List.of() : operations.getOrDefault(code, List.of()));
                })
                .toList();
    }

    private static Link link(JsonNode operation) {
        return new Link(
                "#" + operation.path("operationId").asText(),
                operation.path("summary").asText());
    }

    private static JsonNode problems(JsonNode response) {
        return response.path("content").path(PROBLEM).path("examples");
    }

    private List<String> codesOf(JsonNode response) {
        return StreamSupport.stream(problems(response).spliterator(), false)
                .map(example -> resolve(example).at("/value/code").asText())
                .toList();
    }

    private Set<String> codesOfAllOperations() {
        List<Set<String>> all = new ArrayList<>();
        eachOperation((method, path, operation) ->
                all.add(StreamSupport.stream(operation.path("responses").spliterator(), false)
                        .flatMap(response -> codesOf(resolve(response)).stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new))));
        Set<String> common = new LinkedHashSet<>(all.get(0));
        all.forEach(common::retainAll);
        return common;
    }

    // ---- schemas ----

    private List<Schema> schemas() {
        return root.at("/components/schemas").properties().stream()
                .map(schema -> {
                    String id = "schema-" + schema.getKey();
                    JsonNode node = schema.getValue();
                    return new Schema(
                            schema.getKey(),
                            id,
                            type(node),
                            Markdown.inline(node.path("description").asText()),
                            facts(node),
                            members(id, node, Members.WRITTEN_THERE, 0),
                            operationsThatUse(SCHEMAS + schema.getKey()));
                })
                .toList();
    }

    /** Returns the operations that name a schema in their parameters, their body or their successes, not by way of another schema. */
    private List<Link> operationsThatUse(String reference) {
        List<Link> links = new ArrayList<>();
        eachOperation((method, path, operation) -> {
            Stream<JsonNode> successes = operation.path("responses").properties().stream()
                    .filter(response -> response.getKey().compareTo("400") < 0)
                    .map(Map.Entry::getValue);
            boolean used = Stream.concat(
                            Stream.of(operation.path("parameters"), operation.path("requestBody")), successes)
                    .map(this::resolve)
                    .anyMatch(node -> node.findValuesAsText("$ref").contains(reference));
            if (used) {
                links.add(link(operation));
            }
        });
        return links;
    }

    /** Which members of a field are shown below it: those of a schema with a place of its own are there already. */
    private enum Members {
        NONE,
        WRITTEN_THERE,
        ALL
    }

    private Field field(String id, String name, JsonNode node, Members which) {
        return field(id, name, node, node.path("required").asBoolean(), which, 0);
    }

    private Field field(String id, String name, JsonNode node, boolean required, Members which, int depth) {
        JsonNode schema = node.has("schema") ? node.get("schema") : node;
        List<Fact> facts = new ArrayList<>(facts(schema));
        if (!schema.has("enum") && single(schema).has("enum")) {
            facts.addAll(0, facts(single(schema)));
        }
        if (node.has("example")) {
            facts.add(new Fact("Example", code(node.get("example").asText())));
        }
        return new Field(
                id,
                name,
                type(schema),
                required,
                Markdown.inline(description(node)),
                facts,
                which == Members.NONE ? List.of() : members(id, schema, which, depth + 1));
    }

    /** Returns the description at a place, or that of the type which stands there. */
    private String description(JsonNode node) {
        return node.has("description")
                ? node.get("description").asText()
                : resolve(node).path("description").asText();
    }

    /** Returns the members of an object, or of the objects in an array. */
    private List<Field> members(String id, JsonNode node, Members which, int depth) {
        JsonNode schema = which == Members.ALL ? single(node) : node;
        if (schema.path("type").asText().equals("array")) {
            return members(id, schema.path("items"), which, depth);
        }
        if (depth >= DEPTH_OF_MEMBERS) {
            return List.of();
        }
        Set<String> required = new LinkedHashSet<>();
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        parts(schema).forEach(part -> {
            required.addAll(texts(part.path("required")));
            part.path("properties").properties().forEach(each -> properties.put(each.getKey(), each.getValue()));
        });
        return properties.entrySet().stream()
                .map(property -> field(
                        id + "." + property.getKey(),
                        property.getKey(),
                        property.getValue(),
                        required.contains(property.getKey()),
                        which,
                        depth))
                .toList();
    }

    private Stream<JsonNode> parts(JsonNode schema) {
        return Stream.concat(
                Stream.of(schema),
                StreamSupport.stream(schema.path("allOf").spliterator(), false)
                        .filter(part -> !part.has("$ref"))
                        .flatMap(this::parts));
    }

    /** Returns what a reference names, also where it stands alone in allOf. */
    private JsonNode single(JsonNode node) {
        JsonNode resolved = resolve(node);
        return resolved.path("allOf").size() == 1
                ? single(resolved.path("allOf").path(0))
                : resolved;
    }

    private String type(JsonNode schema) {
        String reference = reference(schema);
        if (reference != null) {
            String name = reference.substring(SCHEMAS.length());
            return "<a href=\"#schema-" + name + "\">" + name + "</a>";
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(choice)) {
                return StreamSupport.stream(schema.get(choice).spliterator(), false)
                        .map(this::type)
                        .collect(Collectors.joining(choice.equals("allOf") ? " and " : " or "));
            }
        }
        String type = schema.path("type").asText("any");
        String format = schema.path("format").asText();
        if (type.equals("array")) {
            return "array of " + type(schema.path("items"));
        }
        if (type.equals("object") && schema.path("additionalProperties").isObject()) {
            return "object with values of " + type(schema.get("additionalProperties"));
        }
        return switch (format) {
            case "", "int32", "int64" -> type;
            case "binary" -> "bytes";
            default -> Highlighter.escape(format);
        };
    }

    private static @Nullable String reference(JsonNode schema) {
        JsonNode single =
                schema.path("allOf").size() == 1 ? schema.path("allOf").path(0) : schema;
        return single.has("$ref") ? single.get("$ref").asText() : null;
    }

    private static List<Fact> facts(JsonNode schema) {
        List<Fact> facts = new ArrayList<>();
        JsonNode values = schema.has("enum") ? schema.get("enum") : schema.path("x-extensible-enum");
        if (!values.isEmpty() && values.size() <= MANY_VALUES) {
            facts.add(new Fact(
                    values.size() == 1 ? "Always" : schema.has("enum") ? "One of" : "Known values",
                    texts(values).stream().map(Contract::code).collect(Collectors.joining(" "))));
        }
        if (schema.has("x-final-values")) {
            facts.add(new Fact(
                    "Final",
                    texts(schema.get("x-final-values")).stream()
                            .map(Contract::code)
                            .collect(Collectors.joining(" "))));
        }
        if (schema.has("default")) {
            facts.add(new Fact("Default", code(schema.get("default").asText())));
        }
        range(schema, "minimum", "maximum", "").ifPresent(text -> facts.add(new Fact("Range", text)));
        range(schema, "minLength", "maxLength", " characters").ifPresent(text -> facts.add(new Fact("Length", text)));
        range(schema, "minItems", "maxItems", " items").ifPresent(text -> facts.add(new Fact("Size", text)));
        if (schema.has("pattern")) {
            facts.add(new Fact("Pattern", code(schema.get("pattern").asText())));
        }
        return facts;
    }

    private static Optional<String> range(JsonNode schema, String least, String most, String unit) {
        if (schema.has(least) && schema.has(most)) {
            return Optional.of(
                    schema.get(least).asText() + " to " + schema.get(most).asText() + unit);
        }
        if (schema.has(least)) {
            return Optional.of("at least " + schema.get(least).asText() + unit);
        }
        return schema.has(most) ? Optional.of("at most " + schema.get(most).asText() + unit) : Optional.empty();
    }

    private static String code(String text) {
        return "<code>" + Highlighter.escape(text) + "</code>";
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
