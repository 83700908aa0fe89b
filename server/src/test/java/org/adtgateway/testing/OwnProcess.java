package org.adtgateway.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.server.AdtGatewayApplication;

/** Runs a command of the server in a JVM of its own. */
public final class OwnProcess {
    private OwnProcess() {}

    /** Prepares a command whose standard error is appended to a file. */
    public static ProcessBuilder of(Path errors, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AdtGatewayApplication.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }

    /** Returns the exit status of a command whose standard output is a pipe that nobody reads. */
    public static int statusWithoutReader(ProcessBuilder command) throws Exception {
        Process process = command.start();
        process.getInputStream().close();
        return process.waitFor();
    }
}
