package org.adtgateway.server.fileformat;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        Long line,
        @Nullable Long row,
        @Nullable String column,
        @Nullable String value,
        String code,
        String message,
        Severity severity) {
    public enum Severity {
        ERROR,
        WARNING
    }
}
