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
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference pages of the build are served whole, to registered Parties only, under a policy that lets them fetch nothing from elsewhere. */
class ApiReferenceTest {
    private static final Path PAGES =
            Path.of(System.getProperty("rootDir", ".."), "api-spec/reference/target/classes/api-reference");

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
    void everyFileOfTheBuildIsServed_withItsMediaType() throws IOException {
        List<String> files = Files.readAllLines(PAGES.resolve("files.txt"));
        assertThat(files).contains("index.html", "api-guide.html", "reference.css", "reference.js", "openapi.yaml");
        for (String file : files) {
            Answer answer = supplier.get("/docs/" + file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.bytes()).as(file).isEqualTo(Files.readAllBytes(PAGES.resolve(file)));
            assertThat(answer.header("Content-Type")).as(file).startsWith(mediaType(file));
        }
        assertThat(supplier.get("/docs/files.txt").status()).isEqualTo(404);
    }

    private static String mediaType(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html";
            case "css" -> "text/css";
            case "js" -> "text/javascript";
            default -> "application/yaml";
        };
    }

    @Test
    void theBrowserIsToldToFetchNothingFromElsewhere() {
        for (String path : List.of("/docs/", "/docs/api-guide.html", "/docs/reference.js", "/docs/openapi.yaml")) {
            assertThat(supplier.get(path).header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'")
                    .doesNotContain("unsafe", "http", "*");
        }
    }

    @Test
    void theContractIsTheOneOfTheRepository() throws IOException {
        String contract = Files.readString(
                Path.of(System.getProperty("rootDir", ".."), "api-spec/src/main/resources/openapi/adt-gateway.yaml"));
        assertThat(supplier.get("/docs/openapi.yaml").text()).isEqualTo(contract);
    }

    @Test
    void aBrowserThatHasItIsToldSo() {
        String tag = supplier.get("/docs/reference.css").header("ETag");
        Answer again = supplier.send(supplier.request("/docs/reference.css").header("If-None-Match", tag));
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
