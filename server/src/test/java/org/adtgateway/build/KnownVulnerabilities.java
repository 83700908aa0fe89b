package org.adtgateway.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks OSV (osv.dev) what is known against the libraries that are delivered. Ends with 1 where something is of high severity or worse and nobody has
 * written down why it does no harm here, and with 3 where OSV cannot be reached; see docs/adr/0021.
 */
public final class KnownVulnerabilities {
    static final int FOUND = 1;
    static final int UNREACHABLE = 3;

    /** What the SDK and the adt command have beside the libraries of the server. */
    private static final List<String> GROUPS_OF_CLIENTS = List.of("org.apache.httpcomponents", "info.picocli");

    private static final Set<String> SEVERE = Set.of("HIGH", "CRITICAL");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI database;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    KnownVulnerabilities(URI database) {
        this.database = database;
    }

    /** A library. */
    record Library(String group, String name, String version) {
        String purl() {
            return "pkg:maven/" + group + "/" + name + "@" + version;
        }
    }

    /** What is known against a library. */
    record Finding(Library library, String id, String severity, String summary) {
        boolean isSevere() {
            return SEVERE.contains(severity);
        }

        @Override
        public String toString() {
            return severity + " " + id + " in " + library.group() + ":" + library.name() + ":" + library.version()
                    + ": " + summary;
        }
    }

    /**
     * Takes the folder with the libraries of the server, the local repository of Maven, the file of accepted findings, and the file for the
     * report.
     */
    public static void main(String[] arguments) throws Exception {
        List<Library> libraries =
                delivered(System.getProperty("java.class.path"), Path.of(arguments[0]), Path.of(arguments[1]));
        Path report = Path.of(arguments[3]);
        Files.createDirectories(report.getParent());
        int result;
        try (PrintStream out = new PrintStream(report.toFile(), StandardCharsets.UTF_8)) {
            result = new KnownVulnerabilities(URI.create("https://api.osv.dev"))
                    .report(libraries, accepted(Path.of(arguments[2])), out);
        }
        System.out.print(Files.readString(report));
        System.exit(result);
    }

    /** Writes what is known, and returns the status with which the program ends. */
    int report(List<Library> libraries, Set<String> accepted, PrintStream out) throws InterruptedException {
        List<Finding> findings;
        try {
            findings = findings(libraries);
        } catch (IOException e) {
            out.println(
                    "Known vulnerabilities: " + database + " cannot be reached (" + e + "), so nothing was checked");
            return UNREACHABLE;
        }
        findings.forEach(each -> out.println((accepted.contains(each.id()) ? "accepted: " : "") + each));
        List<Finding> severe = findings.stream()
                .filter(Finding::isSevere)
                .filter(each -> !accepted.contains(each.id()))
                .toList();
        out.println("Known vulnerabilities: " + libraries.size() + " libraries, " + findings.size() + " findings, "
                + severe.size() + " of high severity and not accepted");
        return severe.isEmpty() ? 0 : FOUND;
    }

    /** The libraries on a class path that are delivered: those of the server's folder, and those of the clients. */
    static List<Library> delivered(String classPath, Path libraries, Path repository) throws IOException {
        Set<String> ofServer;
        try (Stream<Path> files = Files.list(libraries)) {
            ofServer = files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        }
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> jar.startsWith(repository) && jar.toString().endsWith(".jar"))
                .filter(jar -> ofServer.contains(String.valueOf(jar.getFileName()))
                        || GROUPS_OF_CLIENTS.stream()
                                .anyMatch(library(jar, repository).group()::startsWith))
                .map(jar -> library(jar, repository))
                .distinct()
                .toList();
    }

    /** As Maven lays out its repository: group, name, version, file. */
    private static Library library(Path jar, Path repository) {
        Path place = repository.relativize(jar);
        int parts = place.getNameCount();
        return new Library(
                place.subpath(0, parts - 3).toString().replace(File.separatorChar, '.'),
                place.getName(parts - 3).toString(),
                place.getName(parts - 2).toString());
    }

    /** Ids of findings that do no harm here, the first word of each line; the rest of the line says why. */
    static Set<String> accepted(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s", 2)[0])
                .collect(Collectors.toSet());
    }

    private List<Finding> findings(List<Library> libraries) throws IOException, InterruptedException {
        ObjectNode question = JSON.createObjectNode();
        ArrayNode queries = question.putArray("queries");
        libraries.forEach(library -> queries.addObject().putObject("package").put("purl", library.purl()));
        JsonNode results = ask(HttpRequest.newBuilder(database.resolve("/v1/querybatch"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(question))))
                .path("results");
        if (results.size() != libraries.size()) {
            throw new IOException("it answers " + results.size() + " of " + libraries.size() + " questions");
        }
        List<Finding> findings = new ArrayList<>();
        Map<String, JsonNode> known = new TreeMap<>();
        for (int i = 0; i < libraries.size(); i++) {
            for (JsonNode each : results.get(i).path("vulns")) {
                String id = each.path("id").asText();
                if (!known.containsKey(id)) {
                    known.put(id, ask(HttpRequest.newBuilder(database.resolve("/v1/vulns/" + id))));
                }
                findings.add(finding(
                        libraries.get(i), id, Optional.ofNullable(known.get(id)).orElseThrow()));
            }
        }
        return findings;
    }

    private static Finding finding(Library library, String id, JsonNode vulnerability) {
        return new Finding(
                library,
                id,
                vulnerability.at("/database_specific/severity").asText("UNKNOWN"),
                vulnerability.path("summary").asText());
    }

    private JsonNode ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("it answers with status " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }
}
