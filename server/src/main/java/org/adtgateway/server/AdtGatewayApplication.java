package org.adtgateway.server;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.core.sslreload.SslReloadBundle;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.servlets.tasks.Task;
import jakarta.servlet.DispatcherType;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationChecker;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.signature.SignerId;
import org.adtgateway.checks.signature.SignerLookup;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.server.account.AccountResource;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.act.RefusalAudit;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.admission.AdmissionFeature;
import org.adtgateway.server.admission.CallPermits;
import org.adtgateway.server.admission.RateLimiter;
import org.adtgateway.server.admission.ResponseAdmissionFilter;
import org.adtgateway.server.admission.UnreadResponses;
import org.adtgateway.server.decision.ClaimsAndOutcomes;
import org.adtgateway.server.decision.DecisionResource;
import org.adtgateway.server.delivery.DeliveryResource;
import org.adtgateway.server.delivery.KnownActs;
import org.adtgateway.server.delivery.SubmissionIntake;
import org.adtgateway.server.delivery.Submissions;
import org.adtgateway.server.delivery.Validation;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.evidence.Sequencer;
import org.adtgateway.server.feed.EventFeed;
import org.adtgateway.server.feed.FeedResource;
import org.adtgateway.server.formats.FormatsResource;
import org.adtgateway.server.http.AmbiguousRequestFilter;
import org.adtgateway.server.http.BodyLimitInterceptor;
import org.adtgateway.server.http.ConstraintViolationMapper;
import org.adtgateway.server.http.HandshakeFailureListener;
import org.adtgateway.server.http.ParameterConverters;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemErrorHandler;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.ProblemMapper;
import org.adtgateway.server.http.QueryParametersFeature;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.http.RequestMetrics;
import org.adtgateway.server.http.ResponseHeadersFilter;
import org.adtgateway.server.http.StrictJson;
import org.adtgateway.server.http.UnreadBodyFilter;
import org.adtgateway.server.http.UnreadMultipartProvider;
import org.adtgateway.server.http.ViolationsCsvWriter;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.CertificateFilter;
import org.adtgateway.server.identity.ExpiryWarningFilter;
import org.adtgateway.server.identity.PartiesCommand;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.identity.RegistryStore;
import org.adtgateway.server.longpoll.EventNotifier;
import org.adtgateway.server.longpoll.LongPollRegistry;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.reference.ApiReference;
import org.adtgateway.server.reference.ApiReferenceResource;
import org.adtgateway.server.reference.ApiReferenceServlet;
import org.adtgateway.server.submission.Limits;
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
import org.glassfish.jersey.server.ServerProperties;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The server: everything is constructed here, in front of the reader. */
public final class AdtGatewayApplication extends Application<AdtGatewayConfiguration> {
    private static final Duration SHUTDOWN_IDLE = Duration.ofSeconds(5);
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
    }

    @Override
    public String getName() {
        return "adt-gateway";
    }

    @Override
    public void initialize(Bootstrap<AdtGatewayConfiguration> bootstrap) {
        bootstrap.setConfigurationSourceProvider(new SubstitutingSourceProvider(
                bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(true)));
        // POST /tasks/reload-ssl on the admin port
        bootstrap.addBundle(new SslReloadBundle());
        bootstrap.addCommand(new PurgeCommand(System.out, clock));
        bootstrap.addCommand(new PartiesCommand<>(
                AdtGatewayConfiguration.class,
                configuration -> registryDependencies(configuration, clock),
                System.out,
                clock));
    }

    private static PartiesCommand.Dependencies registryDependencies(
            AdtGatewayConfiguration configuration, Clock clock) {
        CertificateValidator signing = new CertificateValidator(
                CertificateValidator.Purpose.SIGNING, configuration.signing().pki(), clock);
        CertificateValidator transport = new CertificateValidator(
                CertificateValidator.Purpose.TRANSPORT,
                configuration.transport().pki(),
                clock);
        ManagedDataSource database = configuration.database().build(new MetricRegistry(), "parties");
        Migrations.run(database);
        return new PartiesCommand.Dependencies(
                Databases.jdbi(database),
                (certificate, purpose) -> (purpose == RegisteredCertificate.Purpose.SIGNING ? signing : transport)
                        .objection(certificate, clock.instant())
                        .map(SignatureVerdict.Refused::detail),
                () -> stop(database));
    }

    private static void stop(ManagedDataSource database) {
        try {
            database.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the pool of connections does not stop", e);
        }
    }

    @Override
    public void run(AdtGatewayConfiguration configuration, Environment environment) throws Exception {
        CryptoProviders.preferForTls();
        Connectors.requireMutualTls(configuration.getServerFactory());
        Limits limits = configuration.limits();
        Files.createDirectories(configuration.temporaryFolder());

        Metrics metrics = new Metrics();
        ManagedDataSource database = configuration.database().build(environment.metrics(), "database");
        // its proxies of statements only compare statements
        ((DataSourceProxy) database).getPoolProperties().setUseStatementFacade(false);
        environment.lifecycle().manage(database);
        String schemaVersion = Migrations.run(database);
        Jdbi jdbi = Databases.jdbi(database);
        BackgroundTasks background = new BackgroundTasks(environment.lifecycle(), clock);

        // signature
        CertificateValidator signingCertificates = new CertificateValidator(
                CertificateValidator.Purpose.SIGNING, configuration.signing().pki(), clock);
        CertificateValidator transportCertificates = new CertificateValidator(
                CertificateValidator.Purpose.TRANSPORT,
                configuration.transport().pki(),
                clock);
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
                    signingCertificates.forget();
                    transportCertificates.forget();
                    waiters.lookAgain();
                });
        directory.refresh();
        background.every(configuration.registryRefresh().toJavaDuration(), "registry", directory::refresh);
        SignatureVerifier verifier = new SignatureVerifier(signers(directory), signingCertificates);
        CryptoProviders.log();

        // evidence
        ReceiptIssuer receipts = new ReceiptIssuer(configuration.receipts(), CryptoProviders.ecdsa());
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
        SubmissionReader reader = new SubmissionReader(jdbi);
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
        SubmissionIntake intake = new SubmissionIntake(new SubmissionWriter(jdbi), contentCheck, receipts, checks);
        RefusalAudit refusals = new RefusalAudit(jdbi, clock);
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
        Map<String, RevocationChecker> revocations =
                Map.of("signing", signingCertificates.revocation(), "transport", transportCertificates.revocation());
        AtomicReference<@Nullable Server> running = new AtomicReference<>();
        environment.lifecycle().addServerLifecycleListener(running::set);
        Map<String, Gauges.ServerCertificate> certificates = Map.of(
                "receipts",
                receipts::certificate,
                "server",
                () -> Connectors.presented(Objects.requireNonNull(running.get(), "the server has not started")));
        HealthChecks.register(
                environment,
                jdbi,
                schemaVersion,
                revocations,
                certificates,
                background,
                configuration.temporaryFolder(),
                clock);
        Gauges.ofTasks(metrics, background);
        metrics.describe(Version.current(), verifier.ecdsaProvider());
        Gauges.ofEvents(metrics, jdbi, sequencer, waiters);
        Gauges.ofTrust(metrics, revocations, clock);
        Gauges.ofCertificates(metrics, certificates, directory, clock);
        Gauges.ofMachine(metrics, (DataSourceProxy) database, configuration.temporaryFolder());

        JerseyEnvironment jersey = environment.jersey();
        RateLimiter limiter = new RateLimiter(configuration.quotas(), metrics);
        ProblemMapper problems = http(configuration, environment, metrics);
        jersey.register(new CertificateFilter.Builder()
                .setAuthenticator(certificate -> Optional.of(directory.identify(certificate)))
                .buildAuthFilter());
        jersey.register(new CallPermits());
        jersey.register(new AdmissionFeature(limiter));
        jersey.register(new ResponseAdmissionFilter(limiter, problems, directory::identifyAgain));
        environment.lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                ((Server) starting).insertHandler(new UnreadResponses(limiter, UNREAD_BY_STRANGERS));
            }
        });
        jersey.register(new ExpiryWarningFilter(directory, clock));
        jersey.register(new AuthValueFactoryProvider.Binder<>(Caller.class));
        KnownActs knownActs = new KnownActs(reader, signedActs);
        jersey.register(new DeliveryResource(
                new Submissions(knownActs, signedActs, intake, refusals, sequencer::wake, limits, metrics, clock),
                new Validation(reader, knownActs, signedActs, contentCheck, limits, metrics, clock),
                reader,
                formats));
        jersey.register(new SubmissionsResource(
                reader, new SignerCertificates(directory, signingCertificates, reader), longPolling));
        jersey.register(new WithdrawalResource(
                new Withdrawals(jdbi, reader, signedActs, receipts, refusals, sequencer::wake, limits, clock), reader));
        jersey.register(new DecisionResource(
                new ClaimsAndOutcomes(jdbi, reader, contentCheck, receipts, sequencer::wake, clock), reader));
        jersey.register(new FeedResource(new EventFeed(jdbi), longPolling));
        jersey.register(new AccountResource(
                directory,
                limits,
                configuration.quotas(),
                configuration.rows().maxRows(),
                configuration.rows().maxViolations(),
                Version.current(),
                clock));
        jersey.register(new FormatsResource(formats));
        jersey.register(new ViolationsCsvWriter());
    }

    private static ProblemMapper http(AdtGatewayConfiguration configuration, Environment environment, Metrics metrics) {
        AbstractServerFactory server = (AbstractServerFactory) configuration.getServerFactory();
        // one form of failure, ours; compression would change entity tags and opens a way in for zip bombs
        server.setRegisterDefaultExceptionMappers(false);
        server.getGzipFilterFactory().setEnabled(false);
        environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        environment.getObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        StrictJson.configure(environment.getObjectMapper());
        environment
                .getApplicationContext()
                .setErrorHandler(new ProblemErrorHandler(environment.getObjectMapper(), metrics));
        environment
                .servlets()
                .addFilter("request-id", new RequestIdFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        environment
                .servlets()
                .addFilter("response-headers", new ResponseHeadersFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        HandshakeFailureListener handshakes = new HandshakeFailureListener(metrics);
        environment.lifecycle().addServerLifecycleListener(started -> {
            started.setErrorHandler(new ProblemErrorHandler(environment.getObjectMapper(), metrics));
            for (Connector connector : started.getConnectors()) {
                AbstractConnector listening = (AbstractConnector) connector;
                listening.addBean(handshakes);
                // at the end, an upload that pauses for a moment is not cut off; the default is a second
                listening.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
            }
        });
        ApiReference reference = new ApiReference();
        environment.admin().addServlet("prometheus", metrics.servlet()).addMapping("/metrics");
        environment
                .admin()
                .addServlet("reference", new ApiReferenceServlet(reference))
                .addMapping(ApiReference.PATH + "/*");
        JerseyEnvironment jersey = environment.jersey();
        jersey.register(new ApiReferenceResource(reference));
        jersey.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        ProblemMapper problems = new ProblemMapper();
        jersey.register(problems);
        jersey.register(new RequestMetrics(metrics));
        jersey.register(new UnreadBodyFilter());
        jersey.register(new ConstraintViolationMapper(problems));
        jersey.register(new UnreadMultipartProvider(configuration.temporaryFolder()));
        jersey.register(new BodyLimitInterceptor(configuration.limits().maxJsonSize()));
        jersey.register(new ParameterConverters());
        jersey.register(new AmbiguousRequestFilter());
        jersey.register(new QueryParametersFeature());
        return problems;
    }

    private static SignerLookup signers(PartyDirectory directory) {
        return id -> {
            if (id instanceof SignerId.IssuerAndSerial name) {
                return directory.signer(name.issuer(), name.serialNumber()).map(RegisteredCertificate::certificate);
            }
            return directory
                    .signer(((SignerId.SubjectKeyId) id).keyIdentifier())
                    .map(RegisteredCertificate::certificate);
        };
    }

    private static ProblemException transportRefusal(SignatureVerdict.Refused refused, Duration crlRetry) {
        return refused.fault() == SignatureFault.REVOCATION_UNKNOWN
                ? new ProblemException(ProblemCode.REVOCATION_UNKNOWN, refused.detail()).retryAfter(crlRetry)
                : new ProblemException(ProblemCode.TRANSPORT_CERTIFICATE_INVALID, refused.detail());
    }
}
