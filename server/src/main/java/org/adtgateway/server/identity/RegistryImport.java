package org.adtgateway.server.identity;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.adtgateway.server.identity.RegistryFile.Registration;
import org.adtgateway.server.identity.RegistryStore.CertificateRow;
import org.jdbi.v3.core.Jdbi;

/**
 * Brings the registry to what a file says: Parties of the file are created or changed, their certificates registered; certificates of these
 * Parties that the file does not name are retired. Parties that the file does not name stay as they are. Importing the same file twice
 * changes nothing the second time.
 */
public final class RegistryImport {
    /** Says why a certificate must not be registered for a purpose, or nothing where it may. */
    public interface Objections {
        Optional<String> to(X509Certificate certificate, Purpose purpose);
    }

    /** What the registry shall be, which may depend on what it is. */
    interface Statement {
        RegistryFile of(RegistryDao registry);

        /** Whatever the registry is. */
        static Statement of(RegistryFile file) {
            return registry -> file;
        }

        /**
         * One Party as it is, with one more certificate.
         *
         * @throws IllegalArgumentException when there is no such Party
         */
        static Statement adding(String partyId, Purpose purpose, X509Certificate certificate) {
            return registry -> {
                Party party = registry.parties().stream()
                        .filter(each -> each.id().equals(partyId))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no party " + partyId));
                List<Registration> certificates = new ArrayList<>();
                registry.activeCertificates().stream()
                        .filter(row -> row.partyId().equals(partyId))
                        .map(row -> new Registration(
                                partyId, row.purpose(), RegistryStore.parse(row.der()), row.fileTypes(), row.userIds()))
                        .forEach(certificates::add);
                if (certificates.stream().noneMatch(each -> each.isFor(purpose, certificate))) {
                    certificates.add(new Registration(partyId, purpose, certificate, null, null));
                }
                return new RegistryFile(List.of(party), Set.of(), certificates);
            };
        }
    }

    /** A change of the registry in a line for a person, with the Party that it concerns. */
    public record Change(String partyId, String words) {
        /** Returns the same, with who has it done, for the audit. */
        Change by(String person) {
            return new Change(partyId, words + " (by " + person + ")");
        }
    }

    /** What an import would change; empty when nothing. */
    public record Plan(List<Change> changes, List<Party> parties, List<CertificateRow> certificates) {}

    private final Jdbi jdbi;
    private final Objections objections;

    public RegistryImport(Jdbi jdbi, Objections objections) {
        this.jdbi = jdbi;
        this.objections = objections;
    }

    /**
     * Compares the file with the registry.
     *
     * @throws IllegalArgumentException for a certificate that belongs to another Party or is not fit, or a User ID of another Party
     */
    Plan plan(Statement statement) {
        return jdbi.withExtension(RegistryDao.class, dao -> plan(statement.of(dao), dao));
    }

    /**
     * Makes the registry what the file says, in one transaction. Every node sees it within its refresh interval.
     *
     * @param by who has it done, for the audit
     * @return what was changed
     * @throws IllegalArgumentException as {@link #plan} does; then nothing was changed
     */
    Plan apply(Statement statement, String by) {
        Plan done = jdbi.inTransaction(handle -> {
            RegistryDao dao = handle.attach(RegistryDao.class);
            // two imports at once would each see the registry without the other's changes
            dao.lock();
            Plan plan = plan(statement.of(dao), dao);
            plan.parties().forEach(dao::save);
            plan.certificates().forEach(dao::save);
            plan.changes().forEach(change -> dao.audit(change.by(by)));
            if (!plan.changes().isEmpty()) {
                dao.raiseVersion();
            }
            return plan;
        });
        done.changes().forEach(change -> RegistryAudit.changed(change.by(by).words()));
        return done;
    }

    private Plan plan(RegistryFile file, RegistryDao dao) {
        List<Change> changes = new ArrayList<>();
        Map<String, Party> known = dao.parties().stream().collect(Collectors.toMap(Party::id, Function.identity()));
        List<Party> parties = changedParties(file, known, changes);
        requireUserIdsOfOneParty(file, known);
        requireAuditedParties(file, known);
        List<CertificateRow> certificates = changedCertificates(file, dao, changes);
        return new Plan(changes, parties, certificates);
    }

    /** A User ID belongs to one Party, a disabled one too: the Party that signs for it sets its thresholds. */
    private static void requireUserIdsOfOneParty(RegistryFile file, Map<String, Party> known) {
        Map<String, Party> after = new LinkedHashMap<>(known);
        file.parties().forEach(party -> after.put(party.id(), party));
        for (Party stated : file.parties()) {
            for (Party other : after.values()) {
                if (!other.id().equals(stated.id())) {
                    other.userIds().stream()
                            .filter(stated.userIds()::contains)
                            .findFirst()
                            .ifPresent(userId -> {
                                throw new IllegalArgumentException(
                                        "party " + stated.id() + ": the User ID " + userId
                                                + " belongs to the Party " + other.id()
                                                + ". A User ID belongs to one Party; take it from that one first, or in the same file.");
                            });
                }
            }
        }
    }

    private static void requireAuditedParties(RegistryFile file, Map<String, Party> known) {
        for (Party stated : file.parties()) {
            String audited = stated.auditedPartyId();
            if (audited != null
                    && !known.containsKey(audited)
                    && file.parties().stream().noneMatch(party -> party.id().equals(audited))) {
                throw new IllegalArgumentException(
                        "party " + stated.id() + ": there is no Party '" + audited + "' to audit");
            }
        }
    }

    private static List<Party> changedParties(RegistryFile file, Map<String, Party> known, List<Change> changes) {
        List<Party> changed = new ArrayList<>();
        for (Party stated : file.parties()) {
            Party before = known.get(stated.id());
            Party party = before != null && file.silentOnEnabled().contains(stated.id())
                    ? stated.enabled(before.enabled())
                    : stated;
            if (!party.equals(before)) {
                changed.add(party);
                changes.add(new Change(
                        party.id(), (before == null ? "add party " : "change party ") + party.id() + ": " + party));
            }
        }
        return changed;
    }

    private List<CertificateRow> changedCertificates(RegistryFile file, RegistryDao dao, List<Change> changes) {
        Map<String, CertificateRow> known =
                dao.allCertificates().stream().collect(Collectors.toMap(CertificateRow::sha256, Function.identity()));
        Map<String, CertificateRow> wanted = new HashMap<>();
        List<CertificateRow> changed = new ArrayList<>();
        for (Registration registration : file.certificates()) {
            CertificateRow row = row(registration);
            CertificateRow before =
                    wanted.containsKey(row.sha256()) ? wanted.get(row.sha256()) : known.get(row.sha256());
            requireSameUse(registration, row, before);
            wanted.put(row.sha256(), row);
            if (before == null || !before.active() || !sameLimits(before, row)) {
                objections
                        .to(registration.certificate(), registration.purpose())
                        .ifPresent(objection -> refuse(registration, objection));
                changed.add(row);
                changes.add(new Change(
                        row.partyId(),
                        "register " + describe(row) + " "
                                + registration.certificate().getSubjectX500Principal()));
            }
        }
        for (CertificateRow row : known.values()) {
            boolean ofFile =
                    file.parties().stream().anyMatch(party -> party.id().equals(row.partyId()));
            if (ofFile && row.active() && !wanted.containsKey(row.sha256())) {
                changed.add(new CertificateRow(
                        row.sha256(), row.partyId(), row.purpose(), row.der(), false, row.fileTypes(), row.userIds()));
                changes.add(new Change(row.partyId(), "retire " + describe(row)));
            }
        }
        return changed;
    }

    private static void requireSameUse(
            Registration registration, CertificateRow row, @org.jspecify.annotations.Nullable CertificateRow before) {
        if (before != null && !before.partyId().equals(row.partyId())) {
            refuse(registration, "it belongs to the Party " + before.partyId() + " already");
        }
        if (before != null && before.purpose() != row.purpose()) {
            refuse(
                    registration,
                    "it is registered for " + before.purpose() + " already; the two are never the same certificate");
        }
    }

    private static void refuse(Registration registration, String objection) {
        throw new IllegalArgumentException("party " + registration.partyId() + ": the " + registration.purpose()
                + " certificate " + RegisteredCertificate.serialNumber(registration.certificate()) + " ("
                + registration.certificate().getSubjectX500Principal() + ") is refused: " + objection);
    }

    private static boolean sameLimits(CertificateRow one, CertificateRow other) {
        return Objects.equals(one.fileTypes(), other.fileTypes()) && Objects.equals(one.userIds(), other.userIds());
    }

    private static String describe(CertificateRow row) {
        return row.purpose() + " certificate " + row.sha256() + " of " + row.partyId();
    }

    private static CertificateRow row(Registration registration) {
        try {
            return new CertificateRow(
                    RegisteredCertificate.fingerprint(registration.certificate()),
                    registration.partyId(),
                    registration.purpose(),
                    registration.certificate().getEncoded(),
                    true,
                    registration.fileTypes(),
                    registration.userIds());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed can be encoded", e);
        }
    }
}
