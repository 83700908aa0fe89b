package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the gateway says to programmers does not reach an ADT team as it is. */
class WordsTest {
    private static final Path SPECIFICATION =
            Path.of(System.getProperty("rootDir", "../.."), "api-spec/src/main/resources");
    private static final Pattern OF_THE_API = Pattern.compile(
            "(GET|POST) /|/v1/|'violations'|\\bparts?\\b|multipart|Retry-After|the contract|\\bfeed\\b");
    /** What this command never causes, as it sends what the contract wants. */
    private static final Set<String> NEVER_CAUSED = Set.of(
            "MALFORMED_REQUEST",
            "MISSING_PART",
            "UNEXPECTED_PART",
            "NOT_ACCEPTABLE",
            "METHOD_NOT_ALLOWED",
            "UNSUPPORTED_MEDIA_TYPE",
            "REQUEST_TOO_LARGE");

    @Test
    void refusalsAsTheContractHasThem() throws Exception {
        String contract = Files.readString(SPECIFICATION.resolve("openapi/adt-gateway.yaml"));
        Matcher example = Pattern.compile(
                        "(?m)^ {8}detail: (?:>-\\n((?: {10}.*\\n)+)|['\"]?(.*?)['\"]?$)(?s:.{0,200}?)^ {8}code: ([A-Z_]+)$")
                .matcher(contract);
        List<String> found = new ArrayList<>();
        while (example.find()) {
            String detail = (example.group(1) == null ? example.group(2) : example.group(1)).replaceAll("\\s+", " ");
            found.add(example.group(3));
            if (!NEVER_CAUSED.contains(example.group(3))) {
                assertThat(Words.plain(detail)).as(example.group(3)).doesNotContainPattern(OF_THE_API);
            }
        }
        assertThat(found).hasSizeGreaterThan(40).contains("CONTENT_INVALID", "TOO_MANY_REQUESTS", "SIGNER_UNKNOWN");
    }

    @Test
    void remediesAsTheFormatsHaveThem() throws Exception {
        int texts = 0;
        for (String format : List.of("adt-1", "exit-quarantine-1")) {
            String document = Files.readString(SPECIFICATION.resolve("file-formats/" + format + ".json"));
            Matcher text =
                    Pattern.compile("\"(?:remedy|description)\": \"(.*)\"").matcher(document);
            while (text.find()) {
                texts++;
                assertThat(Words.plain(text.group(1))).doesNotContainPattern(OF_THE_API);
            }
        }
        assertThat(texts).isGreaterThan(50);
    }
}
