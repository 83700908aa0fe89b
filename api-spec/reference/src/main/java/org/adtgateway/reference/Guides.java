package org.adtgateway.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.reference.Page.Guide;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/** The pages of the documentation for those who call the API; a link to any other page is shown as text. */
final class Guides {
    /** Where each is in the repository, and its file here. */
    static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("docs/api-guide.md", "api-guide.html");
        FILES.put("docs/file-formats.md", "file-formats.html");
        FILES.put("client-java/README.md", "java-and-adt.html");
        FILES.put("docs/clients.md", "clients.html");
        FILES.put("docs/signature-cases.md", "signature-cases.html");
        FILES.put("docs/glossary.md", "glossary.html");
        FILES.put("docs/CHANGELOG.md", "changelog.html");
    }

    private Guides() {}

    static List<Guide> read(Path root) throws IOException {
        List<Guide> guides = new ArrayList<>();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path source = Path.of(file.getKey());
            Node document = Markdown.parse(Files.readString(root.resolve(source)));
            Markdown markdown = new Markdown(link -> target(source, link));
            markdown.giveAddresses(document);
            guides.add(new Guide(
                    file.getValue(),
                    title(document),
                    markdown.render(document),
                    markdown.headings(2),
                    markdown.headings(3)));
        }
        return guides;
    }

    private static String title(Node document) {
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading && heading.getLevel() == 1) {
                return Markdown.text(heading);
            }
        }
        throw new IllegalArgumentException("a page has no title");
    }

    private static @Nullable String target(Path source, String link) {
        if (link.startsWith("#") || link.contains("://")) {
            return link;
        }
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        String file =
                FILES.get(source.resolveSibling(path).normalize().toString().replace('\\', '/'));
        return file == null ? null : file + (hash < 0 ? "" : link.substring(hash));
    }
}
