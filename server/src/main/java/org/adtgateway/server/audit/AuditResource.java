package org.adtgateway.server.audit;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.AuditApi;
import org.adtgateway.api.AuditEntry;
import org.adtgateway.api.AuditPage;
import org.adtgateway.api.PartyList;
import org.adtgateway.api.RegisteredParty;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.http.OrderCursor;
import org.adtgateway.server.http.OrderCursor.Order;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.CertificateView;
import org.adtgateway.server.identity.Party;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.jspecify.annotations.Nullable;

/** The registry and the audit entries over HTTP. */
public final class AuditResource implements AuditApi {
    private final PartyDirectory directory;
    private final AuditTrail trail;
    private final Clock clock;

    public AuditResource(PartyDirectory directory, AuditTrail trail, Clock clock) {
        this.directory = directory;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public Response listParties(Caller caller) {
        String visible = caller.visibleOwner();
        Instant now = clock.instant();
        return Responses.json(new PartyList(directory.parties().stream()
                .filter(party -> visible == null || visible.equals(party.id()))
                .map(party -> view(party, now))
                .toList()));
    }

    private RegisteredParty view(Party party, Instant now) {
        return RegisteredParty.builder()
                .partyId(party.id())
                .name(party.name())
                .enabled(party.enabled())
                .roles(party.roles().stream().sorted().toList())
                .fileTypes(CertificateView.fileTypes(party.fileTypes()))
                .userIds(CertificateView.sorted(party.userIds()))
                .transportCertificates(directory.certificatesOf(party, Purpose.TRANSPORT).stream()
                        .map(certificate -> CertificateView.transport(certificate, now))
                        .toList())
                .signingCertificates(directory.certificatesOf(party, Purpose.SIGNING).stream()
                        .map(certificate -> CertificateView.signing(certificate, now))
                        .toList())
                .auditedPartyId(party.auditedPartyId())
                .build();
    }

    @Override
    public Response listAuditEntries(Caller caller, @Nullable String partyId, @Nullable String after, Integer limit) {
        AuditTrail.Page page = trail.page(caller, partyId, OrderCursor.parse(Order.AUDIT, after), limit);
        List<AuditEntry> entries = page.entries().stream()
                .map(placed -> view(placed.entry(), page.cursor(placed).text()))
                .toList();
        String next = page.next().text();
        // as JSON or as lines, as the caller accepts
        return Response.ok(new AuditPage(entries, next, page.more()))
                .header(HttpHeaders.LINK, "<" + address(partyId, next, limit) + ">; rel=\"next\"")
                .build();
    }

    private static String address(@Nullable String partyId, String after, int limit) {
        UriBuilder address = UriBuilder.fromPath("/v1/audit");
        if (partyId != null) {
            address.queryParam("partyId", partyId);
        }
        return address.queryParam("limit", limit)
                .queryParam("after", after)
                .build()
                .toString();
    }

    private static AuditEntry view(AuditDao.Entry entry, String cursor) {
        UUID submissionId = entry.submissionId();
        String fileType = entry.fileType();
        return AuditEntry.builder()
                .kind(entry.kind())
                .occurredAt(entry.occurredAt())
                .cursor(cursor)
                .partyId(entry.partyId())
                .actorPartyId(entry.actorPartyId())
                .certificateSha256(entry.certificateSha256())
                .requestId(entry.requestId())
                .code(entry.code())
                .detail(entry.detail())
                .submissionId(submissionId == null ? null : submissionId.toString())
                .fileType(fileType == null ? null : FileType.valueOf(fileType))
                .fileSha256(hex(entry.fileSha256()))
                .signatureSha256(hex(entry.signatureSha256()))
                .build();
    }

    private static @Nullable String hex(byte @Nullable [] digest) {
        return digest == null ? null : HexFormat.of().formatHex(digest);
    }
}
