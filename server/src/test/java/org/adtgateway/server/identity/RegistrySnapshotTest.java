package org.adtgateway.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.adtgateway.api.Role;
import org.junit.jupiter.api.Test;

class RegistrySnapshotTest {
    @Test
    void sharedUserIds_areThoseOfSeveralParties_alsoOfADisabledOne() {
        RegistrySnapshot registry = new RegistrySnapshot(
                1, List.of(party("a", true, "1", "2"), party("b", false, "2", "3"), party("c", true, "4")), List.of());
        assertThat(registry.sharedUserIds().keySet()).containsExactly("2");
        assertThat(registry.sharedUserIds().get("2")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void sharedUserIds_areNone_whereEachBelongsToOneParty() {
        RegistrySnapshot registry =
                new RegistrySnapshot(1, List.of(party("a", true, "1", "2"), party("b", true, "3")), List.of());
        assertThat(registry.sharedUserIds()).isEqualTo(Map.of());
    }

    private static Party party(String id, boolean enabled, String... userIds) {
        return new Party(id, id, enabled, Set.of(Role.SUPPLIER), Set.of("ADT"), Set.of(userIds), null);
    }
}
