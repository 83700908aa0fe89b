package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class FileLimitsTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @Test
    void settingsLeftOutHaveTheirDefaults() throws Exception {
        assertThat(JSON.readValue("{\"maxRows\": 5}", FileLimits.class))
                .isEqualTo(new FileLimits(5, 4_096, 16_384, 1_000));
        assertThat(JSON.readValue("{}", FileLimits.class)).isEqualTo(FileLimits.defaults());
    }

    @Test
    void settingsOutOfBoundsAreRefusedByName() {
        assertThatThrownBy(() -> JSON.readValue("{\"maxRows\": 0}", FileLimits.class))
                .hasMessageContaining("maxRows must be from 1 to 10000000");
        assertThatThrownBy(() -> new FileLimits(1, 2_000, 1_000, 1)).hasMessageContaining("maxFieldLength");
    }
}
