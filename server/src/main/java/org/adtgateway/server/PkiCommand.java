package org.adtgateway.server;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.adtgateway.server.pki.TrialPki;

/** {@code pki init | issue}: the certificates of a trial. Needs no configuration. */
final class PkiCommand extends Command {
    private final PrintStream out;
    private final Clock clock;

    PkiCommand(PrintStream out, Clock clock) {
        super("pki", "make and use certificate authorities for a trial, never for production");
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        Subparsers verbs = parser.addSubparsers().dest("verb").metavar("VERB");
        Subparser init = verbs.addParser("init")
                .help(
                        "make authorities, key stores, a trust store and revocation lists; prints the variables that name them");
        init.addArgument("folder").help("where they are written, such as /etc/adt-gateway");
        init.addArgument("--host").setDefault("localhost").help("by which callers reach the gateway");
        Subparser issue = verbs.addParser("issue").help("issue a certificate for a request (PKCS#10, PEM)");
        issue.addArgument("folder").help("that of 'pki init'");
        issue.addArgument("purpose").choices("transport", "signing").help("what the certificate is for");
        issue.addArgument("request").metavar("REQUEST.csr").help("such as 'adt keys new' writes");
        issue.addArgument("certificate").metavar("CERTIFICATE.pem").help("the file to write");
    }

    @Override
    public void run(Bootstrap<?> bootstrap, Namespace arguments) throws Exception {
        Path folder = Path.of(arguments.getString("folder"));
        TrialPki pki = new TrialPki(folder, clock);
        try {
            run(pki, folder, arguments);
        } catch (Exception e) {
            // what is half made would only stand in the way of the next run
            try {
                pki.undo();
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private void run(TrialPki pki, Path folder, Namespace arguments) throws Exception {
        if (arguments.getString("verb").equals("init")) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            String password = HexFormat.of().formatHex(random);
            pki.create(arguments.getString("host"), password);
            System.err.println("These authorities are for a trial only: their keys lie in " + folder.resolve("trial-ca")
                    + ". Never use them in production.");
            print("SERVER_KEY_STORE", folder.resolve("server.p12"), password);
            print("TRANSPORT_TRUST_STORE", folder.resolve("transport-trust.p12"), password);
            print("RECEIPT_KEY_STORE", folder.resolve("receipts.p12"), password);
            // the passwords are nowhere else
            StandardOutput.requireArrival(out);
        } else {
            TrialPki.Purpose purpose =
                    TrialPki.Purpose.valueOf(arguments.getString("purpose").toUpperCase(Locale.ROOT));
            Path certificate = Path.of(arguments.getString("certificate"));
            pki.writePem(certificate, "rw-r--r--", pki.issue(purpose, Path.of(arguments.getString("request"))));
            out.println(certificate + " is issued");
        }
    }

    private void print(String variable, Path store, String password) {
        out.println("ADT_" + variable + "=" + store.toAbsolutePath());
        out.println("ADT_" + variable + "_PASSWORD=" + password);
    }

    @Override
    public void onError(Cli cli, Namespace arguments, Throwable failure) {
        Sentences.of(failure)
                .ifPresentOrElse(
                        sentence -> cli.getStdErr().println("pki: " + sentence),
                        () -> super.onError(cli, arguments, failure));
    }
}
