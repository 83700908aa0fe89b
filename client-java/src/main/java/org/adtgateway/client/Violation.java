package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/**
 * A fault in a file.
 *
 * @param line in the file, counted from 1
 * @param row of data, counted from 1 after the header; null when it is no row that is at fault
 * @param value what stands there, cut and safe to print
 * @param code the stable id of the rule
 * @param message what is wrong and what to do
 */
public record Violation(
        long line,
        @Nullable Long row,
        @Nullable String column,
        @Nullable String value,
        String code,
        String message,
        Severity severity) {

    /** Where and what, in one line. */
    @Override
    public String toString() {
        return "line " + line + (column == null ? "" : ", column " + column) + ": " + message + " [" + code + "]";
    }
}
