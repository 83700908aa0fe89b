package org.adtgateway.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.server.identity.RegistryExport.CertificateEntry;
import org.adtgateway.server.identity.RegistryExport.PartyEntry;
import org.adtgateway.server.identity.RegistryFile.CertificateYaml;
import org.adtgateway.server.identity.RegistryFile.PartyYaml;
import org.junit.jupiter.api.Test;

class RegistryExportTest {
    /** An import takes what is absent as not wanted: without 'audits', an auditor of one Party would become one of all. */
    @Test
    void anExportHasEachMemberThatAnImportReads() {
        assertThat(members(PartyEntry.class)).containsExactlyInAnyOrderElementsOf(members(PartyYaml.class));
        assertThat(members(CertificateYaml.class))
                .as("a certificate is within the export")
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("file"), members(CertificateEntry.class).stream())
                                .toList());
    }

    private static List<String> members(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
