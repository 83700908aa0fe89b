package org.adtgateway.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.testing.Pki;

/** Writes the cases as plain files, for others to test their own verifiers by (docs/signature-cases.md), and reads them back. */
final class SignatureCaseFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SignatureCaseFiles() {}

    /** Writes index.json and what it names into a folder, in place of what was there. All cases have the same certificates and lists. */
    static void write(List<SignatureCase> cases, Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
        SignatureCase any = cases.get(0);
        ObjectNode index = JSON.createObjectNode();
        index.put("format", 1);
        index.put(
                "description",
                "Detached CMS signatures with the verdict that each must get; see docs/signature-cases.md");
        List<X509Certificate> all = any.certificates();
        int last = all.size() - 1;
        Pki.writePem(folder.resolve("anchor.pem"), all.subList(last, all.size()));
        Pki.writePem(
                folder.resolve("intermediates.pem"),
                all.subList(0, last).stream()
                        .filter(each -> each.getBasicConstraints() >= 0)
                        .toList());
        Pki.writePem(
                folder.resolve("signers.pem"),
                all.stream().filter(each -> each.getBasicConstraints() < 0).toList());
        index.put("anchor", "anchor.pem")
                .put("intermediates", "intermediates.pem")
                .put("signers", "signers.pem");
        ArrayNode lists = index.putArray("revocationLists");
        for (int i = 0; i < any.lists().size(); i++) {
            String name = "list-" + (i + 1) + ".crl";
            Files.write(folder.resolve(name), any.lists().get(i));
            lists.add(name);
        }
        ArrayNode entries = index.putArray("cases");
        for (SignatureCase each : cases) {
            entries.add(entry(each, String.format(Locale.ROOT, "%03d", entries.size() + 1), folder));
        }
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("index.json").toFile(), index);
    }

    private static ObjectNode entry(SignatureCase each, String number, Path folder) throws IOException {
        Files.createDirectories(folder.resolve(number));
        Files.write(folder.resolve(number).resolve("file.csv"), each.file());
        Files.write(folder.resolve(number).resolve("file.csv.p7s"), each.signature());
        ObjectNode entry = JSON.createObjectNode()
                .put("number", number)
                .put("name", each.name().strip())
                .put("file", number + "/file.csv")
                .put("signature", number + "/file.csv.p7s")
                .put("receivedAt", each.receivedAt().toString())
                .put("accepted", each.isAccepted());
        if (each.isAccepted()) {
            entry.put("indication", "TOTAL_PASSED");
        } else {
            SignatureFault fault = SignatureFault.valueOf(each.code());
            entry.put("code", each.code())
                    .put("indication", fault.indication().name())
                    .put("subIndication", fault.subIndication());
        }
        return entry.put("why", each.why());
    }

    /** Reads the cases from their files alone. */
    static List<SignatureCase> read(Path folder) throws IOException {
        JsonNode index = JSON.readTree(folder.resolve("index.json").toFile());
        List<X509Certificate> certificates = new ArrayList<>();
        for (String name : List.of("signers", "intermediates", "anchor")) {
            certificates.addAll(
                    CertificateLoader.read(folder.resolve(index.get(name).asText())));
        }
        List<byte[]> lists = new ArrayList<>();
        for (JsonNode name : index.get("revocationLists")) {
            lists.add(Files.readAllBytes(folder.resolve(name.asText())));
        }
        List<SignatureCase> cases = new ArrayList<>();
        for (JsonNode entry : index.get("cases")) {
            cases.add(new SignatureCase(
                    entry.get("name").asText(),
                    Files.readAllBytes(folder.resolve(entry.get("file").asText())),
                    Files.readAllBytes(folder.resolve(entry.get("signature").asText())),
                    List.copyOf(certificates),
                    lists,
                    Instant.parse(entry.get("receivedAt").asText()),
                    entry.path("code").asText(),
                    entry.get("why").asText()));
        }
        return cases;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
