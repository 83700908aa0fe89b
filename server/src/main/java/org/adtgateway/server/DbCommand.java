package org.adtgateway.server;

import java.io.PrintStream;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;

/** {@code db status|migrate}: shows the version of the schema, or brings it to the one of this program. */
final class DbCommand extends OperatorCommand {
    DbCommand(PrintStream out) {
        super("db", "Shows the version of the database's schema, or migrates it", out);
    }

    @Override
    public void configure(Subparser parser) {
        Subparsers verbs = parser.addSubparsers().dest("verb").metavar("VERB");
        super.configure(verbs.addParser("status").help("show the version of the schema and what is to be migrated"));
        super.configure(verbs.addParser("migrate").help("bring the schema to the version of this program"));
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration) {
        Migrations migrations = Migrations.of(configuration);
        Migrations.Status before = migrations.status();
        out.println(before);
        before.pending().forEach(each -> out.println("to be migrated: " + each));
        if (namespace.getString("verb").equals("migrate")) {
            out.println("the schema has version " + migrations.migrate() + " now");
        }
    }
}
