package org.adtgateway.server;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.server.submission.Purge;

/** Deletes the content of old submissions; for a timer of the operating system. Shows what it would do, and does it with {@code --apply}. */
final class PurgeCommand extends ConfiguredCommand<AdtGatewayConfiguration> {
    private final PrintStream out;
    private final Clock clock;

    PurgeCommand(PrintStream out, Clock clock) {
        super("purge", "Deletes the content of submissions that came to their end long ago; what proves them stays");
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        super.configure(parser);
        parser.addArgument("--older-than")
                .metavar("400d")
                .required(true)
                .help("since the submission was withdrawn or decided, such as 400d; at least 1d");
        parser.addArgument("--apply").action(Arguments.storeTrue()).help("delete; without it, only show");
    }

    @Override
    protected void run(
            Bootstrap<AdtGatewayConfiguration> bootstrap, Namespace namespace, AdtGatewayConfiguration configuration)
            throws Exception {
        Duration age = age(namespace.getString("older_than"));
        Instant now = clock.instant();
        Instant before = now.minus(age.toJavaDuration());
        ManagedDataSource database = configuration.database().build(new MetricRegistry(), "purge");
        database.start();
        try {
            Migrations.run(database);
            Purge purge = new Purge(Databases.jdbi(database));
            if (namespace.getBoolean("apply")) {
                Purge.Extent done = purge.run(before, now);
                out.println(done.submissions() + " submissions purged, " + done.bytes() + " bytes");
            } else {
                Purge.Extent due = purge.due(before);
                out.println(due.submissions() + " submissions would be purged, " + due.bytes()
                        + " bytes; nothing was changed yet, add --apply to do it");
            }
        } finally {
            database.stop();
        }
    }

    private static Duration age(String text) {
        Duration age;
        try {
            age = Duration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--older-than must be a time such as 400d, not '" + text + "'", e);
        }
        // what is still in use must not go by a slip of the keyboard
        if (age.toJavaDuration().compareTo(java.time.Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("--older-than must be at least 1d, not " + text);
        }
        return age;
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            cli.getStdErr().println("purge: " + failure.getMessage());
        } else {
            super.onError(cli, namespace, failure);
        }
    }
}
