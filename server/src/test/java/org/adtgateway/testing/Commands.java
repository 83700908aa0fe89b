package org.adtgateway.testing;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.server.AdtGatewayConfiguration;

/** Runs the commands of the server as its main method would. */
public final class Commands {
    private Commands() {}

    /** What a command wrote, and whether it failed. */
    public record Outcome(boolean succeeded, String text) {}

    /** Runs a command at a time of the caller's choice. */
    public static synchronized Outcome run(Clock clock, String... arguments) {
        AdtGatewayApplication application = new AdtGatewayApplication(clock);
        Bootstrap<AdtGatewayConfiguration> bootstrap = new Bootstrap<>(application);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            application.initialize(bootstrap);
            boolean failed = new Cli(new JarLocation(AdtGatewayApplication.class), bootstrap, written, written)
                    .run(arguments)
                    .isPresent();
            return new Outcome(!failed, written.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
