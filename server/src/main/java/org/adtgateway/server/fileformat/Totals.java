package org.adtgateway.server.fileformat;

import java.util.List;

public record Totals(long errors, long warnings, List<CodeTotal> byCode) {
    public record CodeTotal(String code, Violation.Severity severity, long count) {}
}
