package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.adtgateway.api.AuditKind;
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
    void run(Namespace namespace, AdtGatewayConfiguration configuration) throws Exception {
        switch (namespace.getString("verb")) {
            case "status" -> status(Migrations.of(configuration));
            case "migrate" -> {
                Migrations migrations = Migrations.of(configuration);
                status(migrations);
                out.println("the schema has version " + migrations.migrate() + " now");
            }
            default -> withDatabase(configuration, jdbi -> jdbi.useTransaction(this::restored));
        }
    }

    private void status(Migrations migrations) {
        Migrations.Status status = migrations.status();
        out.println(status);
        status.pending().forEach(each -> out.println("to be migrated: " + each));
    }

    private void restored(Handle handle) {
        new EventDao(handle).renewEpoch();
        String detail = "the database was restored; cursors of the feed issued before are refused";
        handle.attach(AuditDao.class)
                .append(AuditDao.Entry.ofCommand(clock.instant(), AuditKind.RESTORED, null, detail));
        out.println(detail);
    }
}
