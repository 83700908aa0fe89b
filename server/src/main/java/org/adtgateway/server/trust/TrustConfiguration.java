package org.adtgateway.server.trust;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.DurationRange;
import io.dropwizard.validation.MaxDuration;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.certificate.PkiSettings;
import org.jspecify.annotations.Nullable;

/**
 * One PKI: whom to trust, and where its revocation lists come from.
 *
 * @param anchors PEM files with the root certificates
 * @param intermediates PEM files with certificates between anchors and leaves
 * @param crls files, folders or http(s) addresses of revocation lists (DER or PEM); empty switches the check of revocation off, which is for
 *     tests only and said in the log at start
 * @param crlRefresh how often the lists are fetched; 5 minutes
 * @param crlGrace how long after its nextUpdate a list is still taken; none
 * @param requiredPolicies OIDs of which a path must be valid for one; none required by default
 */
public record TrustConfiguration(
        @JsonProperty("anchors") @NotEmpty List<Path> anchors,
        @JsonProperty("intermediates") List<Path> intermediates,
        @JsonProperty("crls") List<String> crls,

        @JsonProperty("crlRefresh") @DurationRange(min = 1, max = 86_400, unit = TimeUnit.SECONDS)
        Duration crlRefresh,

        @JsonProperty("crlGrace") @MaxDuration(value = 30, unit = TimeUnit.DAYS)
        Duration crlGrace,

        @JsonProperty("requiredPolicies") Set<String> requiredPolicies) {
    public TrustConfiguration(
            @Nullable List<Path> anchors,
            @Nullable List<Path> intermediates,
            @Nullable List<String> crls,
            @Nullable Duration crlRefresh,
            @Nullable Duration crlGrace,
            @Nullable Set<String> requiredPolicies) {
        this.anchors = Objects.requireNonNullElse(anchors, List.of());
        this.intermediates = Objects.requireNonNullElse(intermediates, List.of());
        this.crls = Objects.requireNonNullElse(crls, List.of());
        this.crlRefresh = Objects.requireNonNullElse(crlRefresh, Duration.minutes(5));
        this.crlGrace = Objects.requireNonNullElse(crlGrace, Duration.seconds(0));
        this.requiredPolicies = Objects.requireNonNullElse(requiredPolicies, Set.of());
    }

    /**
     * Reads the certificates that these settings name.
     *
     * @throws IllegalArgumentException naming the file that cannot be read
     */
    public PkiSettings pki() {
        return new PkiSettings(
                CertificateLoader.read(anchors),
                CertificateLoader.read(intermediates),
                new CrlSources(crls),
                crlGrace.toJavaDuration(),
                requiredPolicies);
    }
}
