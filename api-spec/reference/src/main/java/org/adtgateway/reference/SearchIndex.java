package org.adtgateway.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.reference.Page.Field;
import org.adtgateway.reference.Page.Guide;
import org.adtgateway.reference.Page.Operation;
import org.adtgateway.reference.Page.Reference;

/** What the search finds: a title, its kind, its address, and more words by which it is found. A script, as pages on a disk may read nothing else. */
final class SearchIndex {
    private static final String REFERENCE = "index.html#";

    private final List<Map<String, String>> entries = new ArrayList<>();

    private SearchIndex() {}

    static String of(Reference reference, List<Guide> guides) throws JsonProcessingException {
        SearchIndex index = new SearchIndex();
        reference.groups().forEach(group -> group.operations().forEach(index::add));
        reference
                .codes()
                .forEach(code -> index.add(
                        code.code(),
                        "Error " + code.status(),
                        REFERENCE + "code-" + code.code(),
                        code.title() + " " + code.meaning()));
        reference.schemas().forEach(schema -> {
            index.add(schema.name(), "Schema", REFERENCE + schema.id(), schema.description());
            index.add(schema.name(), schema.fields());
        });
        index.add("Response header", reference.headers());
        reference.sections().forEach(section -> index.add(section.title(), "Reference", REFERENCE + section.id(), ""));
        guides.forEach(guide -> {
            index.add(guide.title(), "Guide", guide.file(), "");
            Stream.concat(guide.headings().stream(), guide.subheadings().stream())
                    .forEach(heading ->
                            index.add(heading.text(), guide.title(), guide.file() + "#" + heading.href(), ""));
        });
        return "window.searchIndex = " + new ObjectMapper().writeValueAsString(index.entries) + ";\n";
    }

    private void add(Operation operation) {
        add(
                operation.summary(),
                operation.method() + " " + operation.path(),
                REFERENCE + operation.id(),
                operation.id() + " " + operation.description());
        operation.parameters().forEach(parameters -> add(operation.summary(), parameters.fields()));
        if (operation.body() != null) {
            add(operation.summary(), operation.body().fields());
        }
    }

    private void add(String owner, List<Field> fields) {
        fields.forEach(field -> add(field.name(), owner, REFERENCE + field.id(), field.description()));
    }

    private void add(String title, String kind, String address, String words) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("title", title);
        entry.put("kind", kind);
        entry.put("address", address);
        entry.put(
                "words",
                words.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip());
        entries.add(entry);
    }
}
