package org.adtgateway.reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.adtgateway.reference.Page.Link;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/** Markdown, as the contract and the guides have it, to HTML with addresses of headings as GitHub makes them. */
final class Markdown {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .postProcessor(Markdown::withoutComments)
            .build();
    private static final Pattern COMMENT = Pattern.compile("\\s*<!--.*?-->\\s*", Pattern.DOTALL);

    private final Map<Heading, String> ids = new LinkedHashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private final HtmlRenderer renderer;

    /** Rewrites each link by a function that returns null for one that leads nowhere; its text remains. */
    Markdown(Function<String, @Nullable String> links) {
        renderer = HtmlRenderer.builder()
                // what looks like a tag is a word in angle brackets, and would not be seen
                .escapeHtml(true)
                // before the extension, which would draw tables its own way
                .nodeRendererFactory(context -> new Blocks(context, links))
                .extensions(EXTENSIONS)
                .build();
    }

    static Node parse(String markdown) {
        return PARSER.parse(markdown);
    }

    /** They are for those who read the source. */
    private static Node withoutComments(Node document) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(HtmlBlock block) {
                if (COMMENT.matcher(block.getLiteral()).matches()) {
                    block.unlink();
                }
            }

            @Override
            public void visit(HtmlInline part) {
                if (COMMENT.matcher(part.getLiteral()).matches()) {
                    part.unlink();
                }
            }
        });
        return document;
    }

    /** Returns running text without a paragraph around it; several paragraphs keep theirs. */
    static String inline(String markdown) {
        String html = new Markdown(link -> link).render(parse(markdown)).strip();
        boolean one = html.startsWith("<p>") && html.indexOf("<p>", 1) < 0 && html.endsWith("</p>");
        return one ? html.substring("<p>".length(), html.length() - "</p>".length()) : html;
    }

    /** Returns what a node contains, without the node itself. */
    static String inline(Node node) {
        Paragraph content = new Paragraph();
        while (node.getFirstChild() != null) {
            content.appendChild(node.getFirstChild());
        }
        return new Markdown(link -> link)
                .render(content)
                .strip()
                .replaceFirst("^<p>", "")
                .replaceFirst("</p>$", "");
    }

    static String blocks(String markdown) {
        return new Markdown(link -> link).render(parse(markdown)).strip();
    }

    String render(Node node) {
        return renderer.render(node);
    }

    /** Gives each heading its address. */
    void giveAddresses(Node document) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                String id = text(heading)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-');
                int before = taken.merge(id, 1, Integer::sum) - 1;
                ids.put(heading, before == 0 ? id : id + "-" + before);
            }
        });
    }

    /** Returns the headings of one level that have an address. */
    List<Link> headings(int level) {
        return ids.entrySet().stream()
                .filter(heading -> heading.getKey().getLevel() == level)
                .map(heading -> new Link(heading.getValue(), text(heading.getKey())))
                .toList();
    }

    /** Returns the text of a node without its marks. */
    static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak part) {
                text.append(' ');
            }

            @Override
            public void visit(Paragraph part) {
                visitChildren(part);
                text.append(' ');
            }
        });
        return text.toString().strip();
    }

    /** What differs from the renderer's own: addresses of headings, coloured code, tables that scroll by themselves. */
    private final class Blocks implements NodeRenderer {
        private final HtmlNodeRendererContext context;
        private final HtmlWriter html;
        private final Function<String, @Nullable String> links;

        private Blocks(HtmlNodeRendererContext context, Function<String, @Nullable String> links) {
            this.context = context;
            this.html = context.getWriter();
            this.links = links;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Heading.class, FencedCodeBlock.class, org.commonmark.node.Link.class, TableBlock.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof Heading heading) {
                heading(heading);
            } else if (node instanceof FencedCodeBlock code) {
                code(code);
            } else if (node instanceof TableBlock table) {
                table(table);
            } else if (node instanceof org.commonmark.node.Link link) {
                link(link);
            }
        }

        /** Writes a tag with attributes in this order, a name before each value: the same pages each time. */
        private void tag(String name, String... attributes) {
            Map<String, String> ordered = new LinkedHashMap<>();
            for (int i = 0; i < attributes.length; i += 2) {
                ordered.put(attributes[i], attributes[i + 1]);
            }
            html.tag(name, ordered);
        }

        private void heading(Heading heading) {
            String tag = "h" + heading.getLevel();
            String id = ids.get(heading);
            html.line();
            if (id == null) {
                html.tag(tag);
                children(heading);
            } else {
                tag(tag, "id", id);
                tag("a", "href", "#" + id, "class", "self");
                children(heading);
                html.tag("/a");
            }
            html.tag("/" + tag);
            html.line();
        }

        private void code(FencedCodeBlock code) {
            String language = code.getInfo() == null ? "" : code.getInfo();
            html.line();
            html.raw("<div class=\"code\"><pre><code>"
                    + Highlighter.html(language, code.getLiteral().stripTrailing()) + "</code></pre></div>");
            html.line();
        }

        /** With roles, as a narrow screen shows each row as a block of its own, and each cell with its heading. */
        private void table(TableBlock table) {
            List<String> headings = new ArrayList<>();
            html.line();
            html.raw("<div class=\"table\"><table role=\"table\">");
            for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
                String tag = part instanceof TableHead ? "thead" : "tbody";
                tag(tag, "role", "rowgroup");
                for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                    tag("tr", "role", "row");
                    row(row, headings);
                    html.tag("/tr");
                    html.line();
                }
                html.tag("/" + tag);
            }
            html.raw("</table></div>");
            html.line();
        }

        private void row(Node row, List<String> headings) {
            int column = 0;
            for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                boolean heading = row.getParent() instanceof TableHead;
                if (heading) {
                    headings.add(text(cell));
                    tag("th", "role", "columnheader");
                } else {
                    tag("td", "data-label", headings.get(column), "role", "cell");
                }
                children(cell);
                html.tag(heading ? "/th" : "/td");
                column++;
            }
        }

        private void link(org.commonmark.node.Link link) {
            String target = links.apply(link.getDestination());
            if (target == null) {
                children(link);
                return;
            }
            tag("a", "href", target);
            children(link);
            html.tag("/a");
        }

        private void children(Node node) {
            for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
                context.render(child);
            }
        }
    }
}
