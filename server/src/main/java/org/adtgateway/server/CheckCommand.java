package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.server.console.CommandOutput;

/** {@code check}: can the server start with this configuration? With {@code --syntax}: is it well-formed? */
final class CheckCommand extends OperatorCommand {
    private final Clock clock;

    CheckCommand(PrintStream out, Clock clock) {
        super("check", "Checks the configuration, and all that the start needs", out);
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        super.configure(parser);
        parser.addArgument("--syntax")
                .action(Arguments.storeTrue())
                .help("read this file only, and none of the files and databases that it names");
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) {
        Connectors.requireMutualTls(configuration.getServerFactory());
        if (!namespace.getBoolean("syntax")) {
            int faults = new Preflight(configuration, output, clock).run();
            if (faults > 0) {
                throw new OperatorException(faults == 1 ? "1 fault" : faults + " faults");
            }
        }
        output.sentence("Configuration is OK");
    }
}
