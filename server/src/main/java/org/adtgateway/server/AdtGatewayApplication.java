package org.adtgateway.server;

import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.configuration.UndefinedEnvironmentVariableException;
import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.servlets.tasks.Task;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import net.sourceforge.argparse4j.inf.Namespace;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationChecker;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.server.account.AccountResource;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.act.RefusalAudit;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.admission.AdmissionFeature;
import org.adtgateway.server.admission.AuditorCalls;
import org.adtgateway.server.admission.CallPermits;
import org.adtgateway.server.admission.RateLimiter;
import org.adtgateway.server.admission.ResponseAdmissionFilter;
import org.adtgateway.server.admission.UnreadResponses;
import org.adtgateway.server.audit.AuditLinesWriter;
import org.adtgateway.server.audit.AuditResource;
import org.adtgateway.server.audit.AuditTrail;
import org.adtgateway.server.decision.ClaimsAndOutcomes;
import org.adtgateway.server.decision.DecisionResource;
import org.adtgateway.server.decision.RequestIndexes;
import org.adtgateway.server.decision.RowReports;
import org.adtgateway.server.decision.RowResultReader;
import org.adtgateway.server.delivery.DeliveryResource;
import org.adtgateway.server.delivery.KnownActs;
import org.adtgateway.server.delivery.SubmissionIntake;
import org.adtgateway.server.delivery.SubmissionPermission;
import org.adtgateway.server.delivery.Submissions;
import org.adtgateway.server.delivery.Validation;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.evidence.Sequencer;
import org.adtgateway.server.feed.EventFeed;
import org.adtgateway.server.feed.FeedResource;
import org.adtgateway.server.formats.FormatsResource;
import org.adtgateway.server.http.HandshakeSignatures;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.ProblemMapper;
import org.adtgateway.server.http.UnreadBody;
import org.adtgateway.server.http.ViolationsCsvWriter;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.CertificateFilter;
import org.adtgateway.server.identity.ExpiryWarningFilter;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.identity.RegistryStore;
import org.adtgateway.server.longpoll.EventNotifier;
import org.adtgateway.server.longpoll.LongPollRegistry;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.submission.Downloads;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.RequestIdHash;
import org.adtgateway.server.submission.RequestIdIndexing;
import org.adtgateway.server.submission.SignerCertificates;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionWriter;
import org.adtgateway.server.submission.SubmissionsResource;
import org.adtgateway.server.withdrawal.WithdrawalResource;
import org.adtgateway.server.withdrawal.Withdrawals;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The server: everything is constructed here, in front of the reader. */
public final class AdtGatewayApplication extends Application<AdtGatewayConfiguration> {
    private static final Duration AUDIT_WINDOW = Duration.ofHours(1);
    private static final Duration LOG_WINDOW = Duration.ofMinutes(1);
    private static final Duration INDEXING_PAUSE = Duration.ofSeconds(5);
    private static final int WAKING_THREADS = 8;
    private static final int UNREAD_BY_STRANGERS = 16;

    private final Clock clock;

    public AdtGatewayApplication() {
        this(Clock.systemUTC());
    }

    /**
     * With a clock of the caller's choice.
     *
     * @param clock what time it is, for everything but the database's own defaults
     */
    public AdtGatewayApplication(Clock clock) {
        this.clock = clock;
    }

    public static void main(String[] arguments) throws Exception {
        new AdtGatewayApplication().run(arguments);
        // the server runs on, and what it prints is no result
        if (arguments.length > 0 && !arguments[0].equals("server")) {
            StandardOutput.loss().ifPresent(loss -> {
                System.err.println(arguments[0] + ": " + loss);
                System.exit(1);
            });
        }
    }

    @Override
    public String getName() {
        return "adt-gateway";
    }

    @Override
    public void initialize(Bootstrap<AdtGatewayConfiguration> bootstrap) {
        bootstrap.setConfigurationSourceProvider(new SubstitutingSourceProvider(
                bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(true)));
        bootstrap.addCommand(new CheckCommand(System.out, clock));
        bootstrap.addCommand(new DbCommand(System.out, clock));
        bootstrap.addCommand(new PkiCommand(System.out, clock));
        bootstrap.addCommand(new PurgeCommand(System.out, clock));
        bootstrap.addCommand(new PartiesCommand(System.out, clock));
        bootstrap.addCommand(new StatusCommand(System.out, clock));
        bootstrap.addCommand(new DiagnoseCommand(System.out, clock));
    }

    @Override
    protected void addDefaultCommands(Bootstrap<AdtGatewayConfiguration> bootstrap) {
        bootstrap.addCommand(new ServerCommand<AdtGatewayConfiguration>(this) {
            @Override
            public void onError(Cli cli, Namespace namespace, Throwable failure) {
                // others may come from anywhere in a server, and need their stack
                Optional<String> sentence = failure instanceof OperatorException
                                || failure instanceof ConfigurationException
                                || failure instanceof UndefinedEnvironmentVariableException
                        ? Sentences.of(failure)
                        : Optional.empty();
                sentence.ifPresentOrElse(
                        text -> cli.getStdErr().println("server: " + text),
                        () -> super.onError(cli, namespace, failure));
            }
        });
    }

    @Override
    public void run(AdtGatewayConfiguration configuration, Environment environment) throws Exception {
        AuditLogFiles auditLog = AuditLogFiles.watch();
        Databases.name(configuration.database(), NodeName.current());
        CryptoProviders.preferForTls();
        Connectors.refuseRenegotiation();
        Connectors.requireMutualTls(configuration.getServerFactory());
        CertificateValidators certificateValidators = CertificateValidators.of(configuration, clock);
        CertificateValidator signingCertificates = certificateValidators.signing();
        CertificateValidator transportCertificates = certificateValidators.transport();
        Connectors.requireAuthorities(configuration.getServerFactory(), transportCertificates, clock);
        Limits limits = configuration.limits();
        Files.createDirectories(configuration.temporaryFolder());

        Migrations migrations = Migrations.of(configuration);
        migrations.awaitDatabase();
        String schemaVersion = configuration.migrateAtStart() ? migrations.migrate() : migrations.requireCurrent();

        Metrics metrics = new Metrics();
        ManagedDataSource database = Databases.pool(configuration.database(), environment.metrics());
        environment.lifecycle().manage(database);
        Jdbi jdbi = Databases.jdbi(database);
        BackgroundTasks background = new BackgroundTasks(environment.lifecycle(), clock);

        // signature
        background.every(
                configuration.signing().crlRefresh().toJavaDuration(),
                "signing-crls",
                signingCertificates::refreshRevocation);
        LongPollRegistry waiters = new LongPollRegistry(configuration.maxWaitingCalls());
        Runnable refreshTransportCrls = () -> {
            List<RevocationChecker.Held> before =
                    List.copyOf(transportCertificates.revocation().held());
            transportCertificates.refreshRevocation();
            if (!before.equals(List.copyOf(transportCertificates.revocation().held()))) {
                waiters.lookAgain();
            }
        };
        background.every(
                configuration.transport().crlRefresh().toJavaDuration(), "transport-crls", refreshTransportCrls);

        // identity
        PartyDirectory directory = new PartyDirectory(
                new RegistryStore(jdbi),
                certificate -> transportCertificates
                        .objection(certificate, clock.instant())
                        .map(refused -> transportRefusal(
                                refused, configuration.transport().crlRefresh().toJavaDuration())),
                () -> {
                    certificateValidators.forget();
                    waiters.lookAgain();
                });
        directory.refresh();
        background.every(configuration.registryRefresh().toJavaDuration(), "registry", directory::refresh);
        SignatureVerifier verifier = new SignatureVerifier(
                id -> directory.signer(id).map(RegisteredCertificate::certificate), signingCertificates);
        CryptoProviders.log();

        // evidence
        ReceiptIssuer receipts =
                new ReceiptIssuer(configuration.receipts(), CryptoProviders.ecdsa(), configuration.environment());
        environment.lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle stopping) {
                waiters.close();
            }
        });
        Sequencer sequencer = new Sequencer(
                Databases.unpooled(configuration.database()),
                Duration.ofMillis(25),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1));
        background.loop("sequencer", sequencer);
        background.loop(
                "feed",
                new EventNotifier(Databases.unpooled(configuration.database()), Duration.ofMillis(500), waiters));

        // fileformat
        FileFormats formats = configuration.fileFormats() == null
                ? FileFormats.bundled()
                : FileFormats.from(configuration.fileFormats());
        ContentCheck contentCheck = new ContentCheck(new FileChecker(formats, configuration.rows()), clock);

        // submission
        RequestIdHash requestIds = RequestIdHash.of(jdbi);
        SubmissionReader reader = new SubmissionReader(jdbi, requestIds, configuration.decideWithin(), clock);
        SignedActVerifier signedActs = new SignedActVerifier(
                verifier,
                directory,
                limits,
                configuration.signing().crlRefresh().toJavaDuration(),
                metrics);
        // where no thread is free, the caller checks its rows itself before it stores them
        ExecutorService checks = environment
                .lifecycle()
                .executorService("check-%d")
                .minThreads(0)
                .maxThreads(Runtime.getRuntime().availableProcessors())
                .workQueue(new SynchronousQueue<>())
                .rejectedExecutionHandler((check, executor) -> check.run())
                .build();
        SubmissionWriter writer = new SubmissionWriter(jdbi);
        SubmissionIntake intake = new SubmissionIntake(writer, contentCheck, requestIds, receipts, checks);
        background.every(
                INDEXING_PAUSE,
                "request-ids",
                new RequestIdIndexing(
                        jdbi, reader, requestIds, configuration.rows().maxLineLength(), clock)::run);
        RefusalAudit refusals = new RefusalAudit(jdbi, clock);
        background.every(AUDIT_WINDOW, "audit", refusals::endWindow);
        environment.lifecycle().manage(new Managed() {
            @Override
            public void stop() {
                refusals.endWindow();
            }
        });
        ExecutorService waking = environment
                .lifecycle()
                .executorService("waking-%d")
                .minThreads(WAKING_THREADS)
                .maxThreads(WAKING_THREADS)
                .build();
        // where no thread is free, one that looks writes the response itself
        ExecutorService writing = environment
                .lifecycle()
                .executorService("writing-%d")
                .minThreads(0)
                .maxThreads(WAKING_THREADS + configuration.quotas().maxUnreadResponses())
                .workQueue(new SynchronousQueue<>())
                .rejectedExecutionHandler((response, executor) -> response.run())
                .build();
        LongPolling longPolling = new LongPolling(waiters, directory::identifyAgain, waking, writing);

        // operations
        environment.admin().addTask(new Task("refresh-crls") {
            @Override
            public void execute(Map<String, List<String>> parameters, PrintWriter output) {
                signingCertificates.refreshRevocation();
                refreshTransportCrls.run();
                output.println("revocation lists were read again");
            }
        });
        AtomicReference<@Nullable Server> running = new AtomicReference<>();
        environment.lifecycle().addServerLifecycleListener(running::set);
        environment
                .admin()
                .addTask(new ReloadTlsTask(configuration.getServerFactory(), transportCertificates, running, clock));
        Map<String, RevocationChecker> revocations = certificateValidators.revocations();
        Map<String, Gauges.ServerCertificate> certificates = Map.of(
                "receipts",
                receipts::certificate,
                "server",
                () -> Connectors.presented(Objects.requireNonNull(running.get(), "the server has not started")));
        // not by way of the pool, which may be exhausted when an operator wants to know why
        Jdbi monitoring = Databases.jdbi(Databases.forMonitoring(configuration.database()));
        environment.admin().addTask(new LogLevelTask());
        HealthChecks.register(
                environment,
                monitoring,
                schemaVersion,
                revocations,
                certificates,
                background,
                auditLog,
                configuration.temporaryFolder(),
                clock);
        Gauges.ofTasks(metrics, background);
        metrics.describe(Version.current(), verifier.ecdsaProvider());
        Gauges.ofDatabase(metrics, monitoring, clock);
        Gauges.ofEvents(metrics, sequencer, waiters);
        Gauges.ofDeadlines(metrics, configuration.decideWithin());
        Gauges.ofTrust(metrics, revocations, clock);
        Gauges.ofAuthorities(metrics, Map.of("signing", signingCertificates, "transport", transportCertificates));
        Gauges.ofCertificates(metrics, certificates, directory, clock);
        Gauges.ofWork(metrics, running::get, writer);
        Gauges.ofAudit(metrics, auditLog);
        Gauges.ofMachine(metrics, (DataSourceProxy) database, configuration.temporaryFolder());

        JerseyEnvironment jersey = environment.jersey();
        RateLimiter limiter = new RateLimiter(configuration.quotas(), metrics);
        ProblemMapper problems = HttpSetup.configure(configuration, environment, metrics);
        background.every(LOG_WINDOW, "log", problems::endWindow);
        jersey.register(new CertificateFilter.Builder()
                .setAuthenticator(certificate -> Optional.of(directory.identify(certificate)))
                .buildAuthFilter());
        jersey.register(new CallPermits());
        jersey.register(new AdmissionFeature(limiter, new AuditorCalls(jdbi, clock)));
        jersey.register(new ResponseAdmissionFilter(limiter, problems, directory::identifyAgain));
        environment.lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                Server server = (Server) starting;
                server.insertHandler(new UnreadResponses(limiter, UNREAD_BY_STRANGERS));
                server.insertHandler(new MonitoringPaths(
                        ((DefaultServerFactory) configuration.getServerFactory()).getAdminContextPath()));
                // before the first connection
                for (Connector connector : server.getConnectors()) {
                    ((AbstractConnector) connector).addBean(new HandshakeSignatures());
                }
            }
        });
        jersey.register(new ExpiryWarningFilter(directory, clock));
        jersey.register(new AuthValueFactoryProvider.Binder<>(Caller.class));
        KnownActs knownActs = new KnownActs(reader, signedActs);
        SubmissionPermission permission = new SubmissionPermission(limits, configuration.allowsSimulation());
        jersey.register(new DeliveryResource(
                new Submissions(
                        knownActs, signedActs, intake, refusals, sequencer::wake, limits, permission, metrics, clock),
                new Validation(reader, knownActs, signedActs, contentCheck, limits, permission, metrics, clock),
                reader,
                formats));
        Downloads downloads = new Downloads(jdbi, clock);
        jersey.register(new SubmissionsResource(
                reader, new SignerCertificates(directory, signingCertificates, reader), downloads, longPolling));
        jersey.register(new WithdrawalResource(
                new Withdrawals(jdbi, reader, signedActs, receipts, refusals, sequencer::wake, limits, clock), reader));
        RequestIndexes indexes = new RequestIndexes(reader, configuration.rows().maxLineLength());
        jersey.register(new DecisionResource(
                new ClaimsAndOutcomes(jdbi, reader, indexes, receipts, sequencer::wake, clock),
                new RowReports(
                        jdbi,
                        reader,
                        indexes,
                        formats,
                        configuration.rows(),
                        new UnreadBody(configuration.temporaryFolder()),
                        limits,
                        receipts,
                        sequencer::wake,
                        clock),
                new RowResultReader(jdbi, reader, indexes),
                reader,
                downloads));
        jersey.register(new FeedResource(new EventFeed(jdbi), longPolling));
        jersey.register(new AccountResource(
                directory,
                limits,
                configuration.quotas(),
                configuration.rows().maxRows(),
                configuration.rows().maxViolations(),
                Version.current(),
                configuration.environment(),
                clock));
        jersey.register(new FormatsResource(formats));
        jersey.register(new AuditResource(directory, new AuditTrail(jdbi), clock));
        jersey.register(new AuditLinesWriter(environment.getObjectMapper()));
        jersey.register(new ViolationsCsvWriter());
    }

    private static ProblemException transportRefusal(SignatureVerdict.Refused refused, Duration crlRetry) {
        return refused.fault() == SignatureFault.REVOCATION_UNKNOWN
                ? new ProblemException(ProblemCode.REVOCATION_UNKNOWN, refused.detail()).retryAfter(crlRetry)
                : new ProblemException(ProblemCode.TRANSPORT_CERTIFICATE_INVALID, refused.detail());
    }
}
