package org.adtgateway.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandUserTest {
    @Test
    void thePersonIsNamed_notTheAccountOfTheService() {
        assertThat(CommandUser.of(Map.of("ADT_GATEWAY_OPERATOR", "alice", "SUDO_USER", "bob"), "adt-gateway", "node-1"))
                .isEqualTo("alice on node-1");
        assertThat(CommandUser.of(Map.of("SUDO_USER", "bob"), "root", "node-1")).isEqualTo("bob on node-1");
        assertThat(CommandUser.of(Map.of("SUDO_USER", " "), "root", "node-1")).isEqualTo("root on node-1");
    }

    @Test
    void whatANameMustNotDoToTheTableItCannot() {
        assertThat(CommandUser.of(Map.of("SUDO_USER", "a\nb" + "x".repeat(500)), "root", "node-1"))
                .doesNotContain("\n")
                .hasSizeLessThan(100);
    }
}
