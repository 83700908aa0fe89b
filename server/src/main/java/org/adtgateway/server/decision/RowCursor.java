package org.adtgateway.server.decision;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.checks.fileformat.ExitQuarantineRows.Place;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;

/** The place in a file where a page of rows ends, as callers carry it. Opaque to them: its form may change. */
final class RowCursor {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

    private RowCursor() {}

    static String of(Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.rows() + ":" + place.offset()).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads a cursor. One that was made up leads to the start of a line of the same file at worst.
     *
     * @throws ProblemException INVALID_PARAMETER
     */
    static Place parse(String cursor, Submission submission, SubmissionReader store) throws IOException {
        try {
            Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            if (form.matches()) {
                Place place = new Place(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
                if (place.rows() < submission.rowCount() && isStartOfLine(place.offset(), submission, store)) {
                    return place;
                }
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static boolean isStartOfLine(long offset, Submission submission, SubmissionReader store)
            throws IOException {
        if (offset < 1 || offset >= submission.fileSize()) {
            return false;
        }
        try (InputStream before = store.openFile(submission.id(), offset - 1)) {
            return before.read() == '\n';
        }
    }

    private static ProblemException invalid() {
        return new ProblemException(
                ProblemCode.INVALID_PARAMETER,
                "The parameter 'cursor' is not one of this submission; send 'next' of the page before, or leave it out.");
    }
}
