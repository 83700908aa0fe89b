package org.adtgateway.checks.violation;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a file, or that its sender should look at.
 *
 * @param line the line, as a text editor counts them from 1, on which the row begins; 1 for what concerns the file as a whole
 * @param row the row of data, counted from 1 after the header; null for what concerns the header or the file
 * @param column the column's name; null for what concerns the row
 * @param value what stands there, cut and made safe to print ({@code PrintableText}); null where there is nothing to show
 * @param code the id of the rule, such as {@code adt.srv.unknown}: the format document and docs/file-formats.md list them all
 * @param message what is wrong and what to do, in English, safe to print
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        long line,
        @Nullable Long row,
        @Nullable String column,
        @Nullable String value,
        String code,
        String message,
        Severity severity) {

    /** Returns where and what, in one line. */
    @Override
    public String toString() {
        return "line " + line + (column == null ? "" : ", column " + column) + ": " + message + " [" + code + "]";
    }

    /** Whether it refuses the file. */
    public enum Severity {
        /** The file is refused. A client takes a severity that a later gateway adds for this one. */
        @JsonEnumDefaultValue
        ERROR,
        /** The file is taken; its sender should look at this. */
        WARNING
    }
}
