package org.adtgateway.server.identity;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** The registry in the database. */
public final class RegistryStore {
    /** A row of table certificate. */
    @SuppressWarnings("ArrayRecordComponent") // a row, never compared
    public record CertificateRow(
            String sha256,
            String partyId,
            Purpose purpose,
            byte[] der,
            boolean active,
            @Nullable Set<String> fileTypes,
            @Nullable Set<String> userIds) {}

    private final Jdbi jdbi;

    public RegistryStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    long version() {
        return jdbi.withExtension(RegistryDao.class, RegistryDao::version);
    }

    Optional<X509Certificate> certificate(String sha256) {
        return jdbi.withExtension(RegistryDao.class, dao -> dao.certificate(sha256))
                .map(RegistryStore::parse);
    }

    /**
     * Enables or disables a Party, on every node.
     *
     * @param by who has it done, for the audit
     */
    void enable(String partyId, boolean enabled, String by) {
        RegistryImport.Change change =
                new RegistryImport.Change(partyId, (enabled ? "enable party " : "disable party ") + partyId).by(by);
        jdbi.useTransaction(handle -> {
            RegistryDao dao = handle.attach(RegistryDao.class);
            dao.enable(partyId, enabled);
            dao.audit(change);
            dao.raiseVersion();
        });
        RegistryAudit.changed(change.words());
    }

    /** What is registered, as it is stored: certificates have limits of their own only where someone gave them some. */
    record Content(List<Party> parties, List<CertificateRow> certificates) {}

    /** Returns all Parties and their active certificates, of one moment. */
    Content content() {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            RegistryDao dao = handle.attach(RegistryDao.class);
            return new Content(dao.parties(), dao.activeCertificates());
        });
    }

    /** Returns all active certificates. */
    public Collection<RegisteredCertificate> registeredCertificates() {
        return load().certificates();
    }

    RegistrySnapshot load() {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            RegistryDao dao = handle.attach(RegistryDao.class);
            long version = dao.version();
            Map<String, Party> parties =
                    dao.parties().stream().collect(Collectors.toMap(Party::id, Function.identity()));
            List<RegisteredCertificate> certificates = dao.activeCertificates().stream()
                    .map(row -> registered(row, Objects.requireNonNull(parties.get(row.partyId()))))
                    .toList();
            return new RegistrySnapshot(version, parties.values(), certificates);
        });
    }

    private static RegisteredCertificate registered(CertificateRow row, Party party) {
        return new RegisteredCertificate(
                row.sha256(),
                row.partyId(),
                row.purpose(),
                parse(row.der()),
                row.fileTypes() == null ? party.fileTypes() : row.fileTypes(),
                row.userIds() == null ? party.userIds() : row.userIds());
    }

    static X509Certificate parse(byte[] der) {
        try {
            return CertificateLoader.certificate(der);
        } catch (CertificateException e) {
            throw new IllegalStateException("the registry holds only certificates that were parsed before", e);
        }
    }
}
