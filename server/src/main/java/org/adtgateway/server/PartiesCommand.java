package org.adtgateway.server;

import java.io.PrintStream;
import java.time.Clock;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.identity.RegistryImport;
import org.adtgateway.server.identity.RegistryVerbs;

/** {@code parties VERB}: keeps the registry of Parties and their certificates. */
final class PartiesCommand extends OperatorCommand {
    private final RegistryVerbs verbs;
    private final Clock clock;

    PartiesCommand(PrintStream out, Clock clock) {
        super("parties", "Keeps the registry of Parties and their certificates", out);
        this.verbs = new RegistryVerbs(clock);
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        verbs.configure(parser, super::configure);
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) throws Exception {
        withDatabase(configuration, jdbi -> verbs.run(namespace, jdbi, () -> objections(configuration), output));
    }

    private RegistryImport.Objections objections(AdtGatewayConfiguration configuration) {
        CertificateValidators validators = CertificateValidators.of(configuration, clock);
        return (certificate, purpose) -> (purpose == RegisteredCertificate.Purpose.SIGNING
                        ? validators.signing()
                        : validators.transport())
                .objection(certificate, clock.instant())
                .map(SignatureVerdict.Refused::detail);
    }
}
