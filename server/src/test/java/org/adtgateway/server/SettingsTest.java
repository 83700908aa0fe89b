package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A size, a time or a number that makes no sense is refused before the gateway starts, in a sentence that names the setting. */
class SettingsTest {
    /** Where 0 has a meaning. */
    private static final Set<String> MAY_BE_ZERO = Set.of("signing.crlGrace", "transport.crlGrace");

    /** Values that make no sense for a setting of a type; none where it is neither a size nor a time nor a number. */
    private static List<String> absurd(@Nullable Class<?> type) {
        if (type == DataSize.class) {
            return List.of("0B", "-1B", "9000TiB");
        }
        if (type == Duration.class) {
            return List.of("0s", "-1s", "200000d");
        }
        return type == int.class || type == Integer.class
                ? List.of("-1", String.valueOf(Integer.MAX_VALUE))
                : List.of();
    }

    static Stream<String> bounded() {
        return Settings.types().entrySet().stream()
                .filter(setting -> !absurd(setting.getValue()).isEmpty())
                .map(Map.Entry::getKey);
    }

    @Test
    void mostSettingsAreBounded() {
        assertThat(bounded())
                .hasSizeGreaterThan(25)
                .contains("limits.maxFileSize", "signing.crlRefresh", "quotas.operator.waitingCalls", "rows.maxRows");
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void valuesThatMakeNoSense_areRefusedByName(String setting) throws Exception {
        for (String value : absurd(Settings.types().get(setting))) {
            if (value.equals("0s") && MAY_BE_ZERO.contains(setting)) {
                Settings.read(with(setting, value));
            } else {
                assertThatThrownBy(() -> Settings.read(with(setting, value)))
                        .as("%s: %s", setting, value)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(setting.substring(setting.lastIndexOf('.') + 1));
            }
        }
    }

    @Test
    void usualValues_areTaken() throws Exception {
        AdtGatewayConfiguration sample = Settings.read(Settings.sample());
        assertThat(sample.limits().maxFileSize()).isEqualTo(DataSize.mebibytes(128));
        assertThat(Settings.read(with("limits.maxFileSize", "1B")).limits().maxFileSize())
                .isEqualTo(DataSize.bytes(1));
        assertThat(Settings.read(with("quotas.supplier.waitingCalls", "0")).quotas())
                .as("0 stands for the default")
                .isEqualTo(Settings.read(with("quotas.supplier.waitingCalls", "5000"))
                        .quotas());
    }

    @Test
    void unreadResponsesThatCouldTakeEveryThread_areRefused() throws Exception {
        ObjectNode configuration = with("server.maxThreads", "512");
        assertThatThrownBy(() -> Settings.read(configuration))
                .hasMessageContaining("quotas.maxUnreadResponses must be below server.maxThreads");
        Settings.read(with("server.maxThreads", "513"));
    }

    private static ObjectNode with(String setting, String value) throws IOException {
        ObjectNode configuration = Settings.sample();
        String[] path = setting.split("\\.", -1);
        ObjectNode parent = configuration;
        for (int i = 0; i < path.length - 1; i++) {
            parent = parent.withObjectProperty(path[i]);
        }
        parent.put(path[path.length - 1], value);
        return configuration;
    }
}
