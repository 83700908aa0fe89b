package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.inf.Namespace;
import org.adtgateway.server.console.CommandOutput;

/** {@code status}: how the gateway is, as far as this machine and its database show. */
final class StatusCommand extends OperatorCommand {
    private final Clock clock;

    StatusCommand(PrintStream out, Clock clock) {
        super("status", "Shows nodes, schema, feed, revocation lists, certificates and disk", out);
        this.clock = clock;
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) {
        int faults = new GatewayStatus(configuration, output, clock).show();
        if (faults > 0) {
            throw new OperatorException(faults + (faults == 1 ? " fault" : " faults"));
        }
    }
}
