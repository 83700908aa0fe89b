package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Something about an accepted file that its sender should look at.
 *
 * @param code SAME_CONTENT, or the id of a rule of the file format
 * @param submissionId the earlier submission, of SAME_CONTENT
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Warning(
        String code,
        String message,
        @Nullable UUID submissionId,
        @Nullable Long line,
        @Nullable Long row,
        @Nullable String column,
        @Nullable String value) {

    public static Warning of(Violation violation) {
        return new Warning(
                violation.code(),
                violation.message(),
                null,
                violation.line(),
                violation.row(),
                violation.column(),
                violation.value());
    }

    static Warning sameContent(UUID earlier) {
        return new Warning(
                "SAME_CONTENT",
                "The same file came before, signed by another act, as submission " + earlier
                        + ". If you did not mean to send it again, withdraw this one.",
                earlier,
                null,
                null,
                null,
                null);
    }
}
