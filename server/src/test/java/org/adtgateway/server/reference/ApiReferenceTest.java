package org.adtgateway.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference page is whole, is the contract's, and needs no other host. */
class ApiReferenceTest {
    private static final Pattern FETCHED =
            Pattern.compile("<(?:script|link|img|iframe)\\b[^>]*?\\b(?:src|href)=\"([^\"]*)\"");
    private static final Pattern FETCHED_BY_STYLE =
            Pattern.compile("@import\\s+\"?([^\";]+)|url\\(\\s*[\"']?([^)\"']+)");
    private static final Pattern CONTRACT =
            Pattern.compile("<script type=\"application/yaml\" id=\"contract\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http supplier;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        supplier = Http.as(gateway, "northern-power");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void everythingThatThePageFetchesComesFromThisServer() {
        String page = page();
        List<String> fetched = FETCHED.matcher(page)
                .results()
                .map(each -> each.group(1))
                .filter(each -> !each.startsWith("data:"))
                .toList();
        assertThat(fetched)
                .contains("swagger-ui.css", "swagger-ui-bundle.js", "reference.js")
                .allSatisfy(reference -> {
                    assertThat(URI.create(reference).isAbsolute()).as(reference).isFalse();
                    assertThat(reference).doesNotStartWith("/");
                    assertThat(supplier.get("/docs/" + reference).status())
                            .as(reference)
                            .isEqualTo(200);
                });
        assertThat(fetched)
                .filteredOn(reference -> reference.endsWith(".css"))
                .isNotEmpty()
                .allSatisfy(style -> assertThat(FETCHED_BY_STYLE
                                .matcher(supplier.get("/docs/" + style).text())
                                .results()
                                .map(each -> each.group()))
                        .as(style)
                        .allSatisfy(each -> assertThat(each).containsPattern("^url\\(\\s*[\"']?data:")));
    }

    @Test
    void theBrowserIsToldToFetchNothingFromElsewhere() {
        for (String path : List.of("/docs/", "/docs/reference.js", "/docs/openapi.yaml")) {
            assertThat(supplier.get(path).header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'")
                    .doesNotContain("unsafe", "http", "*");
        }
        // what the policy would keep from running
        assertThat(page()).doesNotContainPattern("<script>|\\son[a-z]+=\"|\\sstyle=\"|<style");
    }

    @Test
    void theContractIsTheOneOfTheRepository() throws IOException {
        String contract = Files.readString(
                Path.of(System.getProperty("rootDir", ".."), "api-spec/src/main/resources/openapi/adt-gateway.yaml"));
        Answer answer = supplier.get("/docs/openapi.yaml");
        assertThat(answer.text()).isEqualTo(contract);
        assertThat(answer.header("Content-Type")).startsWith("application/yaml");
        Matcher embedded = CONTRACT.matcher(page());
        assertThat(embedded.find()).isTrue();
        assertThat(embedded.group(1)).isEqualTo(contract);
    }

    @Test
    void aBrowserThatHasItIsToldSo() {
        String tag = supplier.get("/docs/swagger-ui-bundle.js").header("ETag");
        Answer again =
                supplier.send(supplier.request("/docs/swagger-ui-bundle.js").header("If-None-Match", tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.bytes()).isEmpty();
        assertThat(supplier.send(supplier.request("/docs/").header("If-None-Match", tag))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutASlash_leadsToThePage() {
        Answer answer = supplier.get("/docs");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("/docs/");
    }

    @Test
    void anUnregisteredCertificateReadsNothing_andLearnsNotWhatThereIs() {
        Http stranger = Http.as(gateway, "stranger");
        for (String path : List.of("/docs", "/docs/", "/docs/openapi.yaml", "/docs/nothing")) {
            Answer answer = stranger.get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.json().path("code").textValue()).isEqualTo("NOT_REGISTERED");
        }
        assertThat(supplier.get("/docs/nothing").json().path("code").textValue())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void aReaderIsCountedAsAnyCallIs() {
        assertThat(supplier.get("/docs/reference.js").header("RateLimit-Policy"))
                .startsWith("\"reads\";");
    }

    @Test
    void otherMethods_areRefusedInTheContractsForm() {
        Answer answer = supplier.postJson("/docs/", "{}");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.json().path("code").textValue()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void theAdminPortHasItToo() throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/docs/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(page());
        assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    private static String page() {
        Answer answer = supplier.get("/docs/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        return answer.text();
    }
}
