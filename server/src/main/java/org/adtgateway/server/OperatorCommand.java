package org.adtgateway.server;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.http.ProblemMapper;
import org.jdbi.v3.core.Jdbi;

/**
 * A command that does its work and ends. Its result goes to standard output, warnings go to standard error, and nothing to the log files of the
 * configuration: they belong to the server, which may run as another user and could not append to what a command has created.
 */
abstract class OperatorCommand extends Command {
    final PrintStream out;

    OperatorCommand(String name, String description, PrintStream out) {
        super(name, description);
        this.out = out;
    }

    /** What is done with the database. */
    interface Work {
        void run(Jdbi jdbi) throws Exception;
    }

    abstract void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output)
            throws Exception;

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("file").help("the configuration file of the gateway");
        parser.addArgument("--json")
                .action(Arguments.storeTrue())
                .help("print the result as one JSON object, for programs");
    }

    @Override
    @SuppressWarnings("unchecked") // there is one application, and so one class of configuration
    public final void run(Bootstrap<?> bootstrap, Namespace namespace) throws Exception {
        DefaultLoggingFactory logging = toStandardError();
        logging.configure(bootstrap.getMetricRegistry(), getName());
        CommandOutput output = new CommandOutput(out, namespace.getBoolean("json"));
        try {
            AdtGatewayConfiguration configuration =
                    read((Bootstrap<AdtGatewayConfiguration>) bootstrap, namespace.getString("file"));
            Databases.name(configuration.database(), "adt-gateway " + getName());
            run(namespace, configuration, output);
        } finally {
            // what was found before a failure too
            output.end();
            logging.stop();
        }
    }

    private static AdtGatewayConfiguration read(Bootstrap<AdtGatewayConfiguration> bootstrap, String file)
            throws IOException, ConfigurationException {
        return bootstrap
                .getConfigurationFactoryFactory()
                .create(
                        AdtGatewayConfiguration.class,
                        bootstrap.getValidatorFactory().getValidator(),
                        bootstrap.getObjectMapper(),
                        "dw")
                .build(bootstrap.getConfigurationSourceProvider(), file);
    }

    private static DefaultLoggingFactory toStandardError() {
        ConsoleAppenderFactory<ch.qos.logback.classic.spi.ILoggingEvent> console = new ConsoleAppenderFactory<>();
        console.setTarget(ConsoleAppenderFactory.ConsoleStream.STDERR);
        DefaultLoggingFactory logging = new DefaultLoggingFactory();
        logging.setLevel("WARN");
        logging.setAppenders(List.of(console));
        return logging;
    }

    /** Works with the database, if it responds and has the schema that this program knows; a command never migrates by the way. */
    final void withDatabase(AdtGatewayConfiguration configuration, Work work) throws Exception {
        Migrations.of(configuration).requireCurrent();
        // what a command does may take longer than a call may
        configuration.database().setInitializationQuery("set statement_timeout = 0");
        // and it works by itself: what the configuration keeps open is for the calls of a server
        configuration.database().setInitialSize(1);
        configuration.database().setMinSize(1);
        ManagedDataSource database = configuration.database().build(new MetricRegistry(), getName());
        try {
            database.start();
            work.run(Databases.jdbi(database));
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (ProblemMapper.isDatabaseAway(cause)) {
                    throw new OperatorException(
                            "the connection to the database was lost, run the command again: " + cause.getMessage(), e);
                }
            }
            throw e;
        } finally {
            database.stop();
        }
    }

    /** What its user can fix is said in a sentence; anything else with its stack. */
    @Override
    public void onError(Cli cli, Namespace namespace, Throwable failure) {
        String verb = namespace.getString("verb");
        Sentences.of(failure)
                .ifPresentOrElse(
                        sentence ->
                                cli.getStdErr().println(getName() + (verb == null ? "" : " " + verb) + ": " + sentence),
                        () -> super.onError(cli, namespace, failure));
    }
}
