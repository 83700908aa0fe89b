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
 * Tells a Party on every answer (header {@code Warning}, warn-code 299) which of its certificates is about to end: the one that it connects
 * with, and those that it signs with, unless another one outlasts the warning. Machines do not read e-mails about renewals.
 */
public final class ExpiryWarningFilter implements ContainerResponseFilter {
    private static final Duration WARNING_PERIOD = Duration.ofDays(30);

    private final PartyDirectory directory;
    private final Clock clock;

    public ExpiryWarningFilter(PartyDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getSecurityContext().getUserPrincipal() instanceof Caller caller) {
            Instant now = clock.instant();
            String warnings = Stream.concat(
                            Stream.of(caller.certificate()).filter(each -> endsSoon(each, now)),
                            endingSigners(caller.party(), now))
                    .map(each -> warning(each, now))
                    .collect(Collectors.joining(", "));
            if (!warnings.isEmpty()) {
                response.getHeaders().putSingle("Warning", warnings);
            }
        }
    }

    private Stream<RegisteredCertificate> endingSigners(Party party, Instant now) {
        List<RegisteredCertificate> signers = directory.signersOf(party);
        return signers.stream().anyMatch(each -> end(each).isAfter(now.plus(WARNING_PERIOD)))
                ? Stream.empty()
                : signers.stream().filter(each -> endsSoon(each, now));
    }

    private static boolean endsSoon(RegisteredCertificate certificate, Instant now) {
        Instant end = end(certificate);
        return end.isAfter(now) && !end.isAfter(now.plus(WARNING_PERIOD));
    }

    private static Instant end(RegisteredCertificate certificate) {
        return certificate.certificate().getNotAfter().toInstant();
    }

    private static String warning(RegisteredCertificate certificate, Instant now) {
        Instant end = end(certificate);
        return "299 - \"The %s certificate with serial number %s ends on %s, in %d days. Have the next one registered before; GET /v1/me lists yours.\""
                .formatted(
                        certificate.purpose() == RegisteredCertificate.Purpose.TRANSPORT ? "transport" : "signing",
                        certificate.serialNumber(),
                        end.atZone(ZoneOffset.UTC).toLocalDate(),
                        Duration.between(now, end).toDays());
    }
}
