package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lists of contents of the clients for other languages (CycloneDX) name what their packages ask npm and pip for. */
class ClientContentsTest {
    private static final Path CLIENTS =
            Path.of(System.getProperty("rootDir", "..")).resolve("api-spec/src/sdks");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REQUIRED = Pattern.compile("Requires-Dist: ([A-Za-z0-9_-]+)(\\S+)");

    @Test
    void npm() throws IOException {
        Map<String, String> asked = new TreeMap<>();
        JSON.readTree(CLIENTS.resolve("typescript/package.json").toFile())
                .get("dependencies")
                .properties()
                .forEach(each -> asked.put(each.getKey(), each.getValue().asText()));
        assertThat(listed("npm")).isNotEmpty().isEqualTo(asked);
    }

    @Test
    void pypi() throws IOException {
        Map<String, String> asked = new TreeMap<>();
        REQUIRED.matcher(Files.readString(CLIENTS.resolve("python/METADATA")))
                .results()
                .forEach(each -> asked.put(each.group(1), each.group(2)));
        assertThat(listed("pypi")).isNotEmpty().isEqualTo(asked);
        assertThat(Files.readString(CLIENTS.resolve("python/pyproject.toml")))
                .contains(asked.entrySet().stream()
                        .map(each -> '"' + each.getKey() + each.getValue() + '"')
                        .toList());
    }

    private static Map<String, String> listed(String registry) throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode each :
                JSON.readTree(CLIENTS.resolve(registry + ".cdx.json").toFile()).get("components")) {
            assertThat(each.get("purl").asText())
                    .isEqualTo("pkg:" + registry + "/" + each.get("name").asText());
            listed.put(each.get("name").asText(), each.at("/properties/0/value").asText());
        }
        return listed;
    }
}
