package org.adtgateway.server;

import io.dropwizard.util.Duration;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.console.CommandUser;
import org.adtgateway.server.submission.Purge;

/** Deletes the content of old submissions; for a timer of the operating system. Shows what it would do, and does it with {@code --apply}. */
final class PurgeCommand extends OperatorCommand {
    private final Clock clock;

    PurgeCommand(PrintStream out, Clock clock) {
        super(
                "purge",
                "Deletes the content of submissions that came to their end long ago, and old audit entries of refusals; what proves submissions stays",
                out);
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
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) throws Exception {
        Duration age = age(namespace.getString("older_than"));
        Instant now = clock.instant();
        Instant before = now.minus(age.toJavaDuration());
        Instant entriesBefore = now.minus(configuration.auditRetention().toJavaDuration());
        withDatabase(configuration, jdbi -> {
            Purge purge = new Purge(jdbi, CommandUser.current());
            if (namespace.getBoolean("apply")) {
                Purge.Extent done = purge.run(before, now);
                output.sentence(done.submissions() + " submissions purged, " + done.bytes() + " bytes");
                long auditEntries = purge.purgeAuditEntries(entriesBefore, now);
                output.sentence(auditEntries + " audit entries of refusals, downloads and readings before "
                        + entriesBefore + " deleted");
                members(output, true, done, auditEntries);
            } else {
                Purge.Extent due = purge.due(before);
                output.sentence(due.submissions() + " submissions would be purged, " + due.bytes() + " bytes");
                long auditEntries = purge.auditEntriesDue(entriesBefore);
                output.sentence(auditEntries + " audit entries of refusals, downloads and readings before "
                        + entriesBefore + " would be deleted; nothing was changed yet, add --apply to do it");
                members(output, false, due, auditEntries);
            }
        });
    }

    private static void members(CommandOutput output, boolean applied, Purge.Extent extent, long auditEntries) {
        output.member("applied", applied);
        output.member("submissions", extent.submissions());
        output.member("bytes", extent.bytes());
        output.member("auditEntries", auditEntries);
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
}
