package org.adtgateway.server.account;

import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.adtgateway.api.Account;
import org.adtgateway.api.AccountApi;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.admission.PartyQuota;
import org.adtgateway.server.admission.QuotaSettings;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.Limits;
import org.jspecify.annotations.Nullable;

/** Who the server thinks the caller is, and what it may do. */
public final class AccountResource implements AccountApi {
    private final PartyDirectory directory;
    private final Limits limits;
    private final QuotaSettings quotas;
    private final long maxRows;
    private final int maxViolations;
    private final String version;
    private final @Nullable String environment;
    private final Clock clock;

    /**
     * @param maxRows rows that a file may have
     * @param maxViolations violations that a report has in full
     * @param version of this program
     * @param environment its name; null where it has none
     */
    public AccountResource(
            PartyDirectory directory,
            Limits limits,
            QuotaSettings quotas,
            long maxRows,
            int maxViolations,
            String version,
            @Nullable String environment,
            Clock clock) {
        this.directory = directory;
        this.limits = limits;
        this.quotas = quotas;
        this.maxRows = maxRows;
        this.maxViolations = maxViolations;
        this.version = version;
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Response getMe(Caller caller) {
        Instant now = clock.instant();
        return Responses.json(Account.builder()
                .partyId(caller.party().id())
                .name(caller.party().name())
                .roles(caller.party().roles().stream().sorted().toList())
                .fileTypes(fileTypes(caller.party().fileTypes()))
                .userIds(sorted(caller.party().userIds()))
                .transportCertificate(builder(caller.certificate(), now).build())
                .signingCertificates(directory.signersOf(caller.party()).stream()
                        .map(certificate -> signing(certificate, now))
                        .toList())
                .limits(limits(quotas.of(caller.party())))
                .serverTime(now)
                .serverVersion(version)
                .environment(environment)
                .build());
    }

    private org.adtgateway.api.Limits limits(PartyQuota share) {
        return org.adtgateway.api.Limits.builder()
                .maxFileBytes(limits.maxFileSize().toBytes())
                .maxSignatureBytes(limits.maxSignatureSize().toBytes())
                .maxRows(maxRows)
                .maxViolations(maxViolations)
                .maxPageSize(Limits.MAX_PAGE)
                .maxWaitSeconds(LongPolling.MAX_WAIT_SECONDS)
                .signingTimeMaxAgeSeconds(limits.maxSigningAge().toSeconds())
                .signingTimeMaxAheadSeconds(limits.maxSigningAhead().toSeconds())
                .submissionsPerMinute(share.submissionsPerMinute())
                .readsPerSecond(share.readsPerSecond())
                .pollsPerSecond(share.pollsPerSecond())
                .concurrentUploads(share.concurrentUploads())
                .concurrentDownloads(share.concurrentDownloads())
                .waitingCalls(share.waitingCalls())
                .unreadResponses(share.unreadResponses())
                .build();
    }

    private static org.adtgateway.api.RegisteredCertificate signing(RegisteredCertificate certificate, Instant now) {
        return builder(certificate, now)
                .fileTypes(fileTypes(certificate.fileTypes()))
                .userIds(sorted(certificate.userIds()))
                .build();
    }

    private static org.adtgateway.api.RegisteredCertificate.Builder builder(
            RegisteredCertificate certificate, Instant now) {
        return org.adtgateway.api.RegisteredCertificate.builder()
                .subject(certificate.subject())
                .issuer(certificate.issuer())
                .serialNumber(certificate.serialNumber())
                .sha256(certificate.sha256())
                .notBefore(certificate.certificate().getNotBefore().toInstant())
                .notAfter(certificate.certificate().getNotAfter().toInstant())
                .daysLeft(daysLeft(certificate, now));
    }

    /** Whole days until the certificate ends, rounded down; negative once it has ended. */
    private static int daysLeft(RegisteredCertificate certificate, Instant now) {
        Instant end = certificate.certificate().getNotAfter().toInstant();
        return Math.toIntExact(Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400L));
    }

    private static List<FileType> fileTypes(Set<String> types) {
        return types.stream().sorted().map(FileType::valueOf).toList();
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }
}
