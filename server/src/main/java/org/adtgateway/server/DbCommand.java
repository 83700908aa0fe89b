package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.adtgateway.api.AuditKind;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.console.CommandUser;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.EventDao;
import org.jdbi.v3.core.Handle;

/** {@code db status|migrate|restored}: shows the version of the schema, brings it to the one of this program, or tells of a restore. */
final class DbCommand extends OperatorCommand {
    private final Clock clock;

    DbCommand(PrintStream out, Clock clock) {
        super("db", "Shows or migrates the schema of the database; tells of a restore", out);
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        Subparsers verbs = parser.addSubparsers().dest("verb").metavar("VERB");
        super.configure(verbs.addParser("status").help("show the version of the schema and what is to be migrated"));
        super.configure(verbs.addParser("migrate").help("bring the schema to the version of this program"));
        super.configure(
                verbs.addParser("restored")
                        .help(
                                "say that the database was restored to an earlier point: cursors of the feed issued before are refused"));
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) throws Exception {
        switch (namespace.getString("verb")) {
            case "status" -> status(Migrations.of(configuration), output);
            case "migrate" -> migrate(configuration, output);
            default -> withDatabase(configuration, jdbi -> jdbi.useTransaction(handle -> restored(handle, output)));
        }
    }

    private static Migrations.Status status(Migrations migrations, CommandOutput output) {
        Migrations.Status status = migrations.status();
        output.sentence(status.toString());
        status.pending().forEach(each -> output.sentence("to be migrated: " + each));
        output.member("schema", status);
        return status;
    }

    private void migrate(AdtGatewayConfiguration configuration, CommandOutput output) throws Exception {
        Migrations migrations = Migrations.of(configuration);
        Migrations.Status before = status(migrations, output);
        String version = migrations.migrate();
        output.sentence("the schema has version " + version + " now");
        output.member("schema", migrations.status());
        if (!before.isCurrent()) {
            String from = before.found() == null ? "nothing" : "version " + before.found();
            withDatabase(
                    configuration,
                    jdbi -> jdbi.useHandle(handle -> audit(
                            handle, AuditKind.MIGRATED, "the schema was migrated from " + from + " to " + version)));
        }
    }

    private void restored(Handle handle, CommandOutput output) {
        new EventDao(handle).renewEpoch();
        String detail = "the database was restored; cursors of the feed issued before are refused";
        audit(handle, AuditKind.RESTORED, detail);
        output.sentence(detail);
    }

    private void audit(Handle handle, AuditKind kind, String detail) {
        handle.attach(AuditDao.class)
                .append(AuditDao.Entry.ofCommand(clock.instant(), kind, null, detail, CommandUser.current()));
    }
}
