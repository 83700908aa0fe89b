package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.adtgateway.build.KnownVulnerabilities.Library;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivered library with a known fault of high severity fails the build; a database that is away does not. */
class KnownVulnerabilitiesTest {
    private static final Library JETTY = new Library("org.eclipse.jetty", "jetty-http", "12.1.5");
    private static final Library CLEAN = new Library("org.slf4j", "slf4j-api", "2.0.17");

    @TempDir
    private Path folder;

    private HttpServer osv;
    private String severity = "HIGH";

    @BeforeEach
    void start() throws IOException {
        osv = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        osv.createContext("/v1/querybatch", exchange -> {
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(question).contains("pkg:maven/org.eclipse.jetty/jetty-http@12.1.5");
            answer(exchange, "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-1\"}]},{}]}");
        });
        osv.createContext(
                "/v1/vulns/GHSA-1",
                exchange -> answer(
                        exchange,
                        "{\"summary\":\"smuggling\",\"database_specific\":{\"severity\":\"" + severity + "\"}}"));
        osv.start();
    }

    @AfterEach
    void stop() {
        osv.stop(0);
    }

    @Test
    void aSevereFindingFails_unlessItIsAccepted_andAMildOneDoesNot() throws Exception {
        assertThat(report(Set.of())).isEqualTo(KnownVulnerabilities.FOUND);
        assertThat(report(Set.of("GHSA-1"))).isZero();
        severity = "MODERATE";
        assertThat(report(Set.of())).isZero();
    }

    @Test
    void aDatabaseThatIsAway_isSaidToBe() throws Exception {
        osv.stop(0);
        assertThat(report(Set.of())).isEqualTo(KnownVulnerabilities.UNREACHABLE);
    }

    @Test
    void deliveredAreTheLibrariesOfServerAndClients_andNoOther() throws Exception {
        Path repository = folder.resolve("repository");
        Path libraries = Files.createDirectories(folder.resolve("lib"));
        Files.createFile(libraries.resolve("jetty-http-12.1.5.jar"));
        String classPath = String.join(
                File.pathSeparator,
                "target/classes",
                jar(repository, "org/eclipse/jetty/jetty-http/12.1.5/jetty-http-12.1.5.jar"),
                jar(repository, "org/apache/httpcomponents/client5/httpclient5/5.5/httpclient5-5.5.jar"),
                jar(repository, "org/junit/jupiter/junit-jupiter/5.14.0/junit-jupiter-5.14.0.jar"));
        assertThat(KnownVulnerabilities.delivered(classPath, libraries, repository))
                .containsExactly(JETTY, new Library("org.apache.httpcomponents.client5", "httpclient5", "5.5"));
    }

    @Test
    void acceptedFindingsHaveAReason() throws Exception {
        Path file = Path.of(System.getProperty("rootDir", ".."), ".ci/accepted-vulnerabilities");
        KnownVulnerabilities.accepted(file);
        assertThat(Files.readAllLines(file)).allMatch(line -> line.isBlank() || line.matches("#.*|\\S+ \\S.{20,}"));
    }

    private int report(Set<String> accepted) throws InterruptedException {
        return new KnownVulnerabilities(
                        URI.create("http://localhost:" + osv.getAddress().getPort()))
                .report(List.of(JETTY, CLEAN), accepted, System.out);
    }

    private static String jar(Path repository, String place) {
        return repository.resolve(place).toString();
    }

    private static void answer(HttpExchange exchange, String json) {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
