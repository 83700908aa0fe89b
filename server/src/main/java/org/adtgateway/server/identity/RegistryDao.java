package org.adtgateway.server.identity;

import java.util.List;
import java.util.Optional;
import org.adtgateway.server.identity.RegistryImport.Change;
import org.adtgateway.server.identity.RegistryStore.CertificateRow;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterConstructorMapper(Party.class)
@RegisterConstructorMapper(CertificateRow.class)
interface RegistryDao {
    @SqlQuery("select version from registry_version")
    long version();

    /** Keeps other changes of the registry out until the end of the transaction. */
    @SqlQuery("select version from registry_version for update")
    long lock();

    @SqlUpdate("update registry_version set version = version + 1")
    void raiseVersion();

    @SqlQuery("select id, name, enabled, roles, file_types, user_ids, audited_party_id from party")
    List<Party> parties();

    @SqlQuery("""
            select sha256, party_id, purpose, der, active, file_types, user_ids
              from certificate
             where active
            """)
    List<CertificateRow> activeCertificates();

    @SqlQuery("select sha256, party_id, purpose, der, active, file_types, user_ids from certificate")
    List<CertificateRow> allCertificates();

    @SqlQuery("select der from certificate where sha256 = :sha256")
    Optional<byte[]> certificate(String sha256);

    @SqlUpdate("""
            insert into party (id, name, enabled, roles, file_types, user_ids, audited_party_id)
            values (:id, :name, :enabled, :roles, :fileTypes, :userIds, :auditedPartyId)
            on conflict (id) do update
               set name = excluded.name, enabled = excluded.enabled, roles = excluded.roles,
                   file_types = excluded.file_types, user_ids = excluded.user_ids,
                   audited_party_id = excluded.audited_party_id
            """)
    void save(@BindMethods Party party);

    @SqlUpdate("""
            insert into certificate (sha256, party_id, purpose, der, active, file_types, user_ids)
            values (:sha256, :partyId, :purpose, :der, :active, :fileTypes, :userIds)
            on conflict (sha256) do update
               set active = excluded.active, file_types = excluded.file_types, user_ids = excluded.user_ids
            """)
    void save(@BindMethods CertificateRow certificate);

    @SqlUpdate("insert into audit (occurred_at, kind, party_id, detail) values (now(), 'REGISTRY', :partyId, :words)")
    void audit(@BindMethods Change change);

    @SqlUpdate("update party set enabled = :enabled where id = :id")
    void enable(String id, boolean enabled);
}
