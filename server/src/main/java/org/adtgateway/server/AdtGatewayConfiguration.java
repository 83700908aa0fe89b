package org.adtgateway.server;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.DurationRange;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.adtgateway.checks.fileformat.FileLimits;
import org.adtgateway.server.admission.QuotaSettings;
import org.adtgateway.server.evidence.ReceiptKey;
import org.adtgateway.server.submission.Deadlines;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.trust.TrustConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * All settings; docs/operations.md explains each, and a test compares the two. {@code server}, {@code logging} and {@code metrics} are
 * Dropwizard's own.
 */
// required settings are set by Jackson and demanded by validation
@SuppressWarnings("NullAway.Init")
public final class AdtGatewayConfiguration extends Configuration {
    /** What it is called where nothing may be simulated. */
    private static final String PRODUCTION = "production";

    @Pattern(regexp = "[a-z][a-z0-9-]{0,31}", message = "must be 1 to 32 lower-case letters, digits and hyphens")
    @JsonProperty
    private @Nullable String environment;

    @Valid
    @NotNull
    @JsonProperty
    private DataSourceFactory database = new DataSourceFactory();

    @JsonProperty
    private boolean migrateAtStart = true;

    @NotNull
    @DurationRange(min = 1, max = 600_000, unit = TimeUnit.MILLISECONDS)
    @JsonProperty
    private Duration migrationLockTimeout = Duration.seconds(5);

    @Valid
    @NotNull
    @JsonProperty
    private TrustConfiguration signing;

    @Valid
    @NotNull
    @JsonProperty
    private TrustConfiguration transport;

    @Valid
    @NotNull
    @JsonProperty
    private ReceiptKey receipts;

    @Valid
    @NotNull
    @JsonProperty
    private Limits limits = Limits.defaults();

    @Valid
    @NotNull
    @JsonProperty
    private FileLimits rows = FileLimits.defaults();

    @Valid
    @NotNull
    @JsonProperty
    @JsonAlias("fairness") // its former name
    private QuotaSettings quotas = QuotaSettings.defaults();

    @JsonProperty
    private @Nullable Path fileFormats;

    @NotNull
    @JsonProperty
    private Path temporaryFolder = Path.of(System.getProperty("java.io.tmpdir"));

    @NotNull
    @DurationRange(min = 10, max = 3_600_000, unit = TimeUnit.MILLISECONDS)
    @JsonProperty
    private Duration registryRefresh = Duration.seconds(2);

    @Min(1)
    @Max(1_000_000)
    @JsonProperty
    private int maxWaitingCalls = 20_000;

    @NotNull
    @DurationRange(min = 1, max = 36_500, unit = TimeUnit.DAYS)
    @JsonProperty
    private Duration auditRetention = Duration.days(730);

    @Valid
    @NotNull
    @JsonProperty
    private Deadlines decideWithin = Deadlines.NONE;

    /** Each unread response takes a thread: some must be left for those who read theirs. */
    @JsonIgnore
    @ValidationMethod(message = "quotas.maxUnreadResponses must be below server.maxThreads")
    public boolean isThreadLeftBesideUnreadResponses() {
        return !(getServerFactory() instanceof AbstractServerFactory server)
                || quotas == null
                || quotas.maxUnreadResponses() < server.getMaxThreads();
    }

    /** Returns the name of the environment, which callers and receipts are told; null where it has none. */
    public @Nullable String environment() {
        return environment;
    }

    /** Returns whether references may steer a simulated DCC: not in production, nor where nobody said that it is something else. */
    public boolean allowsSimulation() {
        return environment != null && !environment.equals(PRODUCTION);
    }

    /** Returns the PostgreSQL database, 15 or later. */
    public DataSourceFactory database() {
        return database;
    }

    /** Returns whether the server brings the schema to its own version when it starts; otherwise only {@code db migrate} does. */
    public boolean migrateAtStart() {
        return migrateAtStart;
    }

    /** Returns how long a migration waits for a lock before it gives up; everyone who uses the table waits behind it. */
    public Duration migrationLockTimeout() {
        return migrationLockTimeout;
    }

    /** Which certificates may sign files. */
    public TrustConfiguration signing() {
        return signing;
    }

    /** Which certificates may connect; judged on each call, beside the handshake's own trust store. */
    public TrustConfiguration transport() {
        return transport;
    }

    /** Returns the key that signs receipts. */
    public ReceiptKey receipts() {
        return receipts;
    }

    public Limits limits() {
        return limits;
    }

    /** Returns the limits inside a file. */
    public FileLimits rows() {
        return rows;
    }

    /** Returns how each node is shared out between Parties. */
    public QuotaSettings quotas() {
        return quotas;
    }

    /** A folder with format documents that replace the bundled ones; null for those. */
    public @Nullable Path fileFormats() {
        return fileFormats;
    }

    /** Returns where large uploads are kept while their call lasts. */
    public Path temporaryFolder() {
        return temporaryFolder;
    }

    /** Returns how often each node looks for changes of the registry. */
    public Duration registryRefresh() {
        return registryRefresh;
    }

    /** Returns how long the DCC gives itself to decide a submission. */
    public Deadlines decideWithin() {
        return decideWithin;
    }

    /** Returns how long the table {@code audit} keeps refusals, downloads and readings: {@code purge} deletes older ones. */
    public Duration auditRetention() {
        return auditRetention;
    }

    /** Returns how many calls may wait (Prefer: wait) on this node at a time; more are answered at once. */
    public int maxWaitingCalls() {
        return maxWaitingCalls;
    }
}
