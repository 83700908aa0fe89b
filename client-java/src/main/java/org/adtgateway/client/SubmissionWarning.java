package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should look at although the submission was accepted.
 *
 * @param code stable, such as {@code SAME_CONTENT} or the id of a rule
 * @param submissionId the other submission that it is about
 * @param line in the file, counted from 1
 * @param row of data, counted from 1 after the header
 */
public record SubmissionWarning(
        String code,
        String message,
        @Nullable String submissionId,
        @Nullable Long line,
        @Nullable Long row,
        @Nullable String column,
        @Nullable String value) {}
