package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the API guide, run as they are printed, one after the other. */
class ApiGuideTest {
    private static final Pattern COMMANDS = Pattern.compile("(?s)```bash\n(.*?)```");
    private static final Pattern PROBLEM = Pattern.compile("urn:adt-gateway:problem:([a-z-]+)");
    private static final String PLACE = "S=target/sandbox; U=https://localhost:8443\n";

    @TempDir
    private Path folder;

    @Test
    void theCommandsOfTheGuide_doWhatItSays() throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("rootDir", ".."), "docs/api-guide.md"));
        assertThat(guide).contains(PLACE);
        String commands =
                COMMANDS.matcher(guide).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
        try (Gateway gateway = Gateway.start(
                Gateway.Settings.of(folder, EmbeddedDatabase.create()).with("environment: sandbox\n"))) {
            JourneyFiles.writeTo(folder.resolve("files"));
            Path script = Files.writeString(
                    folder.resolve("guide.sh"),
                    "set -euo pipefail\n" + commands.replace(PLACE, "S=" + folder + "; U=" + gateway.url() + "\n"));
            Path output = folder.resolve("guide.out");
            Process bash = new ProcessBuilder("bash", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(bash.waitFor(5, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(bash.exitValue()).as(said).isZero();
            assertThat(said.split("CMS Verification successful", -1))
                    .as("the receipt and the signature are verified: %s", said)
                    .hasSize(3);
            assertThat(PROBLEM.matcher(said).results().map((MatchResult code) -> code.group(1)))
                    .as("what is refused, as the guide says: %s", said)
                    .containsExactly("row-results-missing");
            assertThat(said)
                    .contains("\"partyId\":\"northern-power\"", "HTTP/1.1 201", "HTTP/1.1 304")
                    .doesNotContain("Verification failure")
                    .contains("\"status\":\"WITHDRAWN\"", "\"status\":\"PROCESSING\"", "\"status\":\"COMPLETED\"")
                    .contains("\"type\":\"ROWS_REPORTED\"")
                    .contains("\"rowResults\":{\"reported\":2,\"pending\":0")
                    .contains(",RELEASED,2026-11-23T10:40:51Z,")
                    .contains(",NOT_IN_QUARANTINE,,it was deleted on 21 November");
        }
    }
}
