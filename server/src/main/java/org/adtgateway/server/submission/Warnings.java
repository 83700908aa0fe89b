package org.adtgateway.server.submission;

import java.util.UUID;
import org.adtgateway.api.SubmissionWarning;
import org.adtgateway.checks.violation.Violation;

/** Makes the warnings that come with an accepted file. */
public final class Warnings {
    private Warnings() {}

    /** Returns what the checker warns of. */
    public static SubmissionWarning of(Violation violation) {
        return SubmissionWarning.builder()
                .code(violation.code())
                .message(violation.message())
                .line(violation.line())
                .row(violation.row())
                .column(violation.column())
                .value(violation.value())
                .build();
    }

    /** Returns the warning that the same file came before. */
    static SubmissionWarning sameContent(UUID earlier) {
        return SubmissionWarning.builder()
                .code("SAME_CONTENT")
                .message("The same file came before, signed by another act, as submission " + earlier
                        + ". If you did not mean to send it again, withdraw this one.")
                .submissionId(earlier.toString())
                .build();
    }
}
