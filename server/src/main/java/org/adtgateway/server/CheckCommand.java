package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code check}: is the configuration well-formed? With {@code --deep}: can the server start with it? */
final class CheckCommand extends OperatorCommand {
    private final Clock clock;

    CheckCommand(PrintStream out, Clock clock) {
        super("check", "Parses and validates the configuration file", out);
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        super.configure(parser);
        parser.addArgument("--deep")
                .action(Arguments.storeTrue())
                .help(
                        "open what the file names too: key stores, certificates, revocation lists, folders, the database");
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration) {
        Connectors.requireMutualTls(configuration.getServerFactory());
        if (namespace.getBoolean("deep")) {
            int faults = new Preflight(configuration, out, clock).run();
            if (faults > 0) {
                throw new OperatorException(faults + " faults");
            }
        }
        out.println("Configuration is OK");
    }
}
