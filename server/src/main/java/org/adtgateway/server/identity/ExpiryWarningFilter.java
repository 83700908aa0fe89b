package org.adtgateway.server.identity;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Warns a Party with every response (header {@code Warning}, warn-code 299) of its certificates that expire soon: the one that it connects with, and
 * those that it signs with, unless another one outlasts the warning. Machines do not read e-mails about renewals.
 */
public final class ExpiryWarningFilter implements ContainerResponseFilter {
    /** How long before a certificate expires its Party is warned. */
    public static final Duration WARNING_PERIOD = Duration.ofDays(30);

    /** Warnings in a response: the header must not outgrow what clients accept. */
    private static final int MAX_WARNINGS = 3;

    private final PartyDirectory directory;
    private final Clock clock;

    public ExpiryWarningFilter(PartyDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getSecurityContext().getUserPrincipal() instanceof Caller caller) {
            String warnings = warnings(caller, clock.instant());
            if (!warnings.isEmpty()) {
                response.getHeaders().putSingle("Warning", warnings);
            }
        }
    }

    private String warnings(Caller caller, Instant now) {
        List<RegisteredCertificate> expiring = Stream.concat(
                        Stream.of(caller.certificate()).filter(each -> expiresSoon(each, now)),
                        expiringSigners(caller.party(), now))
                .toList();
        int more = expiring.size() - MAX_WARNINGS;
        return Stream.concat(
                        expiring.stream().limit(MAX_WARNINGS).map(each -> warning(each, now)),
                        more > 0 ? Stream.of(more(more)) : Stream.empty())
                .collect(Collectors.joining(", "));
    }

    /** The ones that expire first come first. */
    private Stream<RegisteredCertificate> expiringSigners(Party party, Instant now) {
        List<RegisteredCertificate> signers = directory.signersOf(party);
        return signers.stream().anyMatch(each -> end(each).isAfter(now.plus(WARNING_PERIOD)))
                ? Stream.empty()
                : signers.stream().filter(each -> expiresSoon(each, now));
    }

    private static boolean expiresSoon(RegisteredCertificate certificate, Instant now) {
        Instant end = end(certificate);
        return end.isAfter(now) && !end.isAfter(now.plus(WARNING_PERIOD));
    }

    private static Instant end(RegisteredCertificate certificate) {
        return certificate.certificate().getNotAfter().toInstant();
    }

    private static String warning(RegisteredCertificate certificate, Instant now) {
        Instant end = end(certificate);
        return "299 - \"The %s certificate with serial number %s expires on %s, in %d days. Have the next one registered before; GET /v1/me lists yours.\""
                .formatted(
                        certificate.purpose() == RegisteredCertificate.Purpose.TRANSPORT ? "transport" : "signing",
                        certificate.serialNumber(),
                        end.atZone(ZoneOffset.UTC).toLocalDate(),
                        Duration.between(now, end).toDays());
    }

    private static String more(int count) {
        return "299 - \"%d more of your certificates expire within %d days; GET /v1/me lists them.\""
                .formatted(count, WARNING_PERIOD.toDays());
    }
}
