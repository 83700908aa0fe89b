package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The clients that {@code mvn -Psdks} generates from the contract, each driven through the whole journey by its example program. */
@EnabledIfSystemProperty(
        named = "sdks",
        matches = ".+",
        disabledReason = "mvn -Psdks generates the clients and runs this")
class GeneratedClientsTest {
    private static final Path CLIENTS = Path.of(System.getProperty("sdks", ""));
    private static final Path EXAMPLES = CLIENTS.resolve("../../src/sdks").normalize();

    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        JourneyFiles.writeTo(folder.resolve("files"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void typescript_isBuiltAndDoesTheJourney() throws Exception {
        Path project = CLIENTS.resolve("typescript");
        need(
                "TypeScript",
                "Node.js 20 or later",
                runs("node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"));
        need("TypeScript", "npm", runs("npm", "--version"));
        need("TypeScript", "openssl", runs("openssl", "version"));
        run(project, Map.of(), "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");
        run(project, Map.of(), "npm", "run", "build", "--loglevel=error");
        assertDoesTheJourney(run(project, Map.of(), "node", "out/journey.js", gateway.url(), folder.toString()));
    }

    @Test
    void python_isBuiltAndDoesTheJourney() throws Exception {
        String needed = "import pydantic, urllib3, dateutil, typing_extensions;"
                + " assert tuple(map(int, pydantic.VERSION.split('.')[:2])) >= (2, 11)";
        need(
                "Python",
                "python3 with pydantic 2.11 or later, urllib3, dateutil and typing_extensions",
                runs("python3", "-c", needed));
        need("Python", "openssl", runs("openssl", "version"));
        Path project = CLIENTS.resolve("python");
        run(project, Map.of(), "python3", "-m", "compileall", "-q", "adt_gateway");
        assertDoesTheJourney(run(
                project,
                Map.of("PYTHONPATH", project.toString()),
                "python3",
                EXAMPLES.resolve("python/journey.py").toString(),
                gateway.url(),
                folder.toString()));
    }

    private static void assertDoesTheJourney(String output) {
        System.out.println(output);
        assertThat(output)
                .contains("Connected as Northern Power")
                .contains("Refused: The file does not obey its format")
                .contains("Submitted: ")
                .contains("Withdrawn, and told so while waiting")
                .contains("The DCC said: No such request.")
                .contains("The feed tells it all: RECEIVED, WITHDRAWN, RECEIVED, CLAIMED, REJECTED");
    }

    private static void need(String client, String what, boolean there) {
        if (!there) {
            String reason =
                    "The client " + client + " is left out: it needs " + what + ", which this machine does not have.";
            System.out.println(reason);
            abort(reason);
        }
    }

    private static boolean runs(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(Path in, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s:%n%s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
