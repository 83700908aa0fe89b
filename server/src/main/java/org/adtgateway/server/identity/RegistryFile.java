package org.adtgateway.server.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.adtgateway.api.Role;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * The file that an operator imports: Parties with their certificates, as YAML. A certificate is a file, named relative to it, or stands in it as PEM.
 *
 * @param silentOnEnabled the Parties of which the file does not say whether they are enabled: they stay what they are, and new ones are
 */
record RegistryFile(List<Party> parties, Set<String> silentOnEnabled, List<Registration> certificates) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern EUI64 = Pattern.compile("([0-9A-F]{2}-){7}[0-9A-F]{2}");
    private static final Set<String> FILE_TYPES = Set.of("ADT", "EXIT_QUARANTINE");

    /** A certificate as the file registers it; sets that are null mean: whatever the Party may. */
    record Registration(
            String partyId,
            Purpose purpose,
            X509Certificate certificate,
            @Nullable Set<String> fileTypes,
            @Nullable Set<String> userIds) {
        boolean isFor(Purpose other, X509Certificate same) {
            return purpose == other && certificate.equals(same);
        }
    }

    private record Yaml(@JsonProperty("parties") @Nullable List<PartyYaml> parties) {}

    record PartyYaml(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("enabled") @Nullable Boolean enabled,
            @JsonProperty("roles") @Nullable Set<RoleName> roles,
            @JsonProperty("audits") @Nullable String audits,
            @JsonProperty("fileTypes") @Nullable Set<String> fileTypes,
            @JsonProperty("userIds") @Nullable Set<String> userIds,
            @JsonProperty("transportCertificates") @Nullable List<CertificateYaml> transportCertificates,
            @JsonProperty("signingCertificates") @Nullable List<CertificateYaml> signingCertificates) {}

    /** A role as the file names it: not only suppliers send files, so that {@code USER} means the same as {@code SUPPLIER}. */
    private record RoleName(Role role) {
        @JsonCreator
        static RoleName of(String name) {
            if (name.equals("USER")) {
                return new RoleName(Role.SUPPLIER);
            }
            return Arrays.stream(Role.values())
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .map(RoleName::new)
                    .orElseThrow(() -> new IllegalArgumentException("the role '" + name + "' is none of "
                            + Arrays.toString(Role.values()) + ", or USER for SUPPLIER"));
        }
    }

    record CertificateYaml(
            @JsonProperty("file") @Nullable String file,
            @JsonProperty("pem") @Nullable String pem,
            @JsonProperty("fileTypes") @Nullable Set<String> fileTypes,
            @JsonProperty("userIds") @Nullable Set<String> userIds) {
        String name() {
            return file == null ? "a certificate" : file;
        }
    }

    /**
     * Reads a file whole.
     *
     * @throws IllegalArgumentException naming the entry at fault
     */
    static RegistryFile read(Path file) throws IOException {
        ObjectMapper yaml =
                new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        Yaml content;
        try {
            content = yaml.readValue(file.toFile(), Yaml.class);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException(file + " cannot be read" + where + ": " + e.getOriginalMessage(), e);
        }
        List<Party> parties = new ArrayList<>();
        Set<String> silent = new HashSet<>();
        List<Registration> certificates = new ArrayList<>();
        for (PartyYaml entry : orEmpty(content.parties())) {
            Party party = party(entry);
            if (parties.stream().anyMatch(other -> other.id().equals(party.id()))) {
                throw new IllegalArgumentException("party " + party.id() + " stands in the file twice");
            }
            parties.add(party);
            if (entry.enabled() == null) {
                silent.add(party.id());
            }
            for (CertificateYaml each : orEmpty(entry.transportCertificates())) {
                certificates.add(registration(file, party, Purpose.TRANSPORT, each));
            }
            for (CertificateYaml each : orEmpty(entry.signingCertificates())) {
                certificates.add(registration(file, party, Purpose.SIGNING, each));
            }
        }
        return new RegistryFile(parties, silent, certificates);
    }

    private static Party party(PartyYaml entry) {
        String id = entry.id() == null ? "" : entry.id();
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "party id '" + id + "': use 1 to 63 lower-case letters, digits and hyphens");
        }
        Set<Role> roles = entry.roles() == null
                ? Set.of()
                : entry.roles().stream().map(RoleName::role).collect(Collectors.toSet());
        if (entry.name() == null || entry.name().isBlank() || roles.isEmpty()) {
            throw new IllegalArgumentException("party " + id + ": name and roles are required");
        }
        if (roles.contains(Role.AUDITOR) && roles.size() > 1) {
            throw new IllegalArgumentException(
                    "party " + id + ": an auditor changes nothing, so AUDITOR must be its only role");
        }
        if (entry.audits() != null && !roles.contains(Role.AUDITOR)) {
            throw new IllegalArgumentException("party " + id + ": 'audits' is for the role AUDITOR only");
        }
        return new Party(
                id,
                entry.name(),
                entry.enabled() == null || entry.enabled(),
                roles,
                fileTypes(id, entry.fileTypes() == null ? Set.of() : entry.fileTypes()),
                userIds(id, entry.userIds() == null ? Set.of() : entry.userIds()),
                entry.audits());
    }

    private static Registration registration(Path registryFile, Party party, Purpose purpose, CertificateYaml entry) {
        Set<String> fileTypes = entry.fileTypes() == null ? null : fileTypes(party.id(), entry.fileTypes());
        Set<String> userIds = entry.userIds() == null ? null : userIds(party.id(), entry.userIds());
        if (userIds != null && !party.userIds().containsAll(userIds)) {
            throw new IllegalArgumentException(
                    "party " + party.id() + ": " + entry.name() + " names User IDs that are not the Party's");
        }
        return new Registration(party.id(), purpose, certificate(registryFile, party, entry), fileTypes, userIds);
    }

    private static X509Certificate certificate(Path registryFile, Party party, CertificateYaml entry) {
        if ((entry.file() == null) == (entry.pem() == null)) {
            throw new IllegalArgumentException("party " + party.id() + ": a certificate needs either 'file' or 'pem'");
        }
        // the first of a chain is the leaf
        try {
            return (entry.pem() == null
                            ? CertificateLoader.read(
                                    registryFile.toAbsolutePath().resolveSibling(Objects.requireNonNull(entry.file())))
                            : CertificateLoader.parse(entry.pem().getBytes(StandardCharsets.UTF_8)))
                    .get(0);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("party " + party.id() + ": 'pem' " + e.getMessage(), e);
        }
    }

    private static Set<String> fileTypes(String party, Set<String> types) {
        if (!FILE_TYPES.containsAll(types)) {
            throw new IllegalArgumentException("party " + party + ": fileTypes are " + FILE_TYPES);
        }
        return types;
    }

    private static Set<String> userIds(String party, Set<String> ids) {
        Set<String> normalised =
                ids.stream().map(id -> id.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
        normalised.forEach(id -> {
            if (!EUI64.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "party " + party + ": User ID '" + id + "' is no EUI-64 such as 70-B3-D5-1F-30-00-A0-01");
            }
        });
        return normalised;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
