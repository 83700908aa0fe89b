package org.adtgateway.reference;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.adtgateway.reference.Page.Guide;
import org.adtgateway.reference.Page.Reference;

/**
 * Writes the pages: {@code ReferenceSite ROOT FOLDER}, where ROOT is the top of the repository. The file {@code files.txt} lists what was written,
 * for the gateway, which serves these files and no others. The same sources give the same bytes.
 */
public final class ReferenceSite {
    private static final String CONTRACT = "api-spec/src/main/resources/openapi/adt-gateway.yaml";
    private static final String SITE = "api-spec/reference/src/main/site";
    private static final List<String> ASSETS = List.of("reference.css", "theme.js", "reference.js");

    private final Path root;
    private final Map<String, String> files = new TreeMap<>();

    private ReferenceSite(Path root) {
        this.root = root;
    }

    /** Writes the pages into a folder that has only them. */
    public static void main(String[] arguments) throws IOException, TemplateException {
        Path folder = Path.of(arguments[1]);
        Map<String, String> files = new ReferenceSite(Path.of(arguments[0])).files();
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(folder.resolve("files.txt"), String.join("\n", files.keySet()) + "\n");
    }

    private Map<String, String> files() throws IOException, TemplateException {
        Contract contract = Contract.read(root.resolve(CONTRACT));
        Reference reference = contract.reference(Samples.read(root, contract.operationsByCall()));
        List<Guide> guides = Guides.read(root);
        Configuration templates = templates();
        Map<String, Object> model = new HashMap<>();
        model.put("reference", reference);
        model.put("guides", guides);
        files.put("index.html", render(templates, "reference.ftlh", model));
        for (Guide guide : guides) {
            model.put("guide", guide);
            files.put(guide.file(), render(templates, "guide.ftlh", model));
        }
        files.put("search-index.js", SearchIndex.of(reference, guides));
        for (String asset : ASSETS) {
            files.put(asset, Files.readString(root.resolve(SITE).resolve(asset)));
        }
        files.put("openapi.yaml", Files.readString(root.resolve(CONTRACT)));
        return files;
    }

    private Configuration templates() throws IOException {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setDirectoryForTemplateLoading(root.resolve(SITE).toFile());
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        return configuration;
    }

    private static String render(Configuration templates, String name, Map<String, Object> model)
            throws IOException, TemplateException {
        StringWriter page = new StringWriter();
        templates.getTemplate(name).process(model, page);
        return page.toString();
    }
}
