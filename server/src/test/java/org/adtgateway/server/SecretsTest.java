package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void whatIsSecretIsHidden_whereverItIs_andTheRestIsNot() throws IOException {
        JsonNode configuration = YAML.readTree("""
                database:
                  url: jdbc:postgresql://joe:by%2Fname@db/adt?user=joe&sslpassword=q1w2e3&ssl=true
                  user: joe
                  password: "a.b$c"
                server:
                  keyStorePath: /etc/server.p12
                  keyStorePassword: ${UNKNOWN}
                receipts:
                  pin: 7777
                inline: |
                  -----BEGIN PRIVATE KEY-----
                  MIIB
                  -----END PRIVATE KEY-----
                """);
        Secrets secrets = new Secrets(configuration, Map.of("ADT_X_PASSWORD", "from-outside", "HOME", "/root"));

        String shown = YAML.writeValueAsString(secrets.hide(configuration));
        assertThat(shown)
                .contains("user: \"joe\"", "/etc/server.p12", "ssl=true", "@db/adt")
                .doesNotContain("a.b$c", "by%2Fname", "q1w2e3", "7777", "MIIB", "UNKNOWN");
        assertThat(secrets.hide("login of joe with a.b$c, by/name, by%2Fname or from-outside at /root, 7777"))
                .isEqualTo("login of joe with (hidden), (hidden), (hidden) or (hidden) at /root, (hidden)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keyStorePassword",
                "password",
                "pin",
                "PIN",
                "user-pin",
                "apiKey",
                "TOKEN",
                "privateKey",
                "client_secret"
            })
    void namesOfSecretsAreKnown(String name) {
        assertThat(Secrets.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"keyStore", "keyStorePath", "user", "url", "ping", "spinning", "anchors", "pkcs11", "alias"})
    void otherNamesAreNot(String name) {
        assertThat(Secrets.isSecret(name)).isFalse();
    }

    /** Each setting that docs/operations.md calls a secret. */
    @Test
    void secretsOfTheDocumentationAreKnown() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("rootDir", ".."), "docs/operations.md"));
        List<String> documented = Pattern.compile("^\\| `([^`]+)` \\| [^|]+ \\| secret\\b", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(row -> row.group(1).replaceAll(".*\\.", ""))
                .toList();
        assertThat(documented).hasSizeGreaterThan(3).allMatch(Secrets::isSecret);
    }
}
