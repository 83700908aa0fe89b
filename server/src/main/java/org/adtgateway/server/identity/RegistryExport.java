package org.adtgateway.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.adtgateway.api.Role;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.adtgateway.server.identity.RegistryStore.CertificateRow;
import org.jspecify.annotations.Nullable;

/** The registry as a {@link RegistryFile}, with all certificates within; always in the same order, so that two exports can be compared. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RegistryExport(List<PartyEntry> parties) {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    /** What {@link RegistryFile} reads of a Party; a member that is missing here would be lost by an import of the export. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PartyEntry(
            String id,
            String name,
            boolean enabled,
            List<Role> roles,
            @Nullable String audits,
            List<String> fileTypes,
            List<String> userIds,
            List<CertificateEntry> transportCertificates,
            List<CertificateEntry> signingCertificates) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CertificateEntry(
            @Nullable List<String> fileTypes, @Nullable List<String> userIds, String pem) {}

    static RegistryExport of(RegistryStore.Content content) {
        return new RegistryExport(content.parties().stream()
                .sorted(Comparator.comparing(Party::id))
                .map(party -> new PartyEntry(
                        party.id(),
                        party.name(),
                        party.enabled(),
                        party.roles().stream().sorted().toList(),
                        party.auditedPartyId(),
                        sorted(party.fileTypes()),
                        sorted(party.userIds()),
                        certificates(content, party, Purpose.TRANSPORT),
                        certificates(content, party, Purpose.SIGNING)))
                .toList());
    }

    private static List<CertificateEntry> certificates(RegistryStore.Content content, Party party, Purpose purpose) {
        return content.certificates().stream()
                .filter(row -> row.partyId().equals(party.id()) && row.purpose() == purpose)
                .sorted(Comparator.comparing(CertificateRow::sha256))
                .map(row -> new CertificateEntry(
                        row.fileTypes() == null ? null : sorted(row.fileTypes()),
                        row.userIds() == null ? null : sorted(row.userIds()),
                        CertificateLoader.pem(List.of(RegistryStore.parse(row.der())))))
                .toList();
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }

    String yaml() {
        try {
            return YAML.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written as YAML", e);
        }
    }
}
