package org.adtgateway.server.fileformat;

import com.fasterxml.jackson.annotation.JsonProperty;

public record FileLimits(
        @JsonProperty("maxRows") int maxRows,
        @JsonProperty("maxViolations") int maxViolations) {
    public static FileLimits defaults() {
        return new FileLimits(1_000_000, 1000);
    }
}
