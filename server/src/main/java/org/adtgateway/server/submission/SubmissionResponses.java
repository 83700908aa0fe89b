package org.adtgateway.server.submission;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Arrays;
import java.util.UUID;
import org.adtgateway.api.SubmissionPage;
import org.jspecify.annotations.Nullable;

/** Makes successful responses about submissions. */
public final class SubmissionResponses {
    private static final String SUBMISSIONS = "/v1/submissions";

    private SubmissionResponses() {}

    /** 201 for a new submission; 200 for an act that came before. */
    public static Response submitted(ActResult receipted, SubmissionReader store) {
        URI location = location(receipted.submission().id());
        return receipted.replayed()
                ? replayed(submission(Response.ok().location(location), receipted.submission(), store), true)
                : submission(Response.created(location), receipted.submission(), store)
                        .build();
    }

    /** 200 for a transition, and for one that was made before. */
    public static Response changed(ActResult receipted, SubmissionReader store) {
        return replayed(submission(Response.ok(), receipted.submission(), store), receipted.replayed());
    }

    private static Response replayed(Response.ResponseBuilder answer, boolean replayed) {
        return replayed ? answer.header("Idempotency-Replayed", "true").build() : answer.build();
    }

    /** 304 where the caller has this version already (RFC 9110, 13.1.2). */
    public static Response.ResponseBuilder unlessMatching(
            @Nullable String ifNoneMatch, Submission submission, SubmissionReader store) {
        return matches(ifNoneMatch, submission)
                ? Response.notModified(tag(submission))
                : submission(Response.ok(), submission, store);
    }

    public static boolean matches(@Nullable String ifNoneMatch, Submission submission) {
        if (ifNoneMatch == null) {
            return false;
        }
        String ours = '"' + String.valueOf(submission.version()) + '"';
        return Arrays.stream(ifNoneMatch.split(",", -1))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(ours) || tag.equals("W/" + ours));
    }

    private static Response.ResponseBuilder submission(
            Response.ResponseBuilder answer, Submission submission, SubmissionReader store) {
        return answer.tag(tag(submission))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(SubmissionView.of(submission, store));
    }

    /** A submission changes only by its moves, and each raises the version; so this tag is strong (RFC 9110, 8.8.3). */
    private static EntityTag tag(Submission submission) {
        return new EntityTag(String.valueOf(submission.version()));
    }

    public static Response page(
            SubmissionReader.Page page, SubmissionFilter filter, int limit, SubmissionReader store) {
        SubmissionPage.Builder body = SubmissionPage.builder()
                .submissions(page.submissions().stream()
                        .map(submission -> SubmissionView.summary(submission, store))
                        .toList());
        if (!page.more()) {
            return Response.ok(body.build(), MediaType.APPLICATION_JSON_TYPE).build();
        }
        String cursor = SubmissionFilter.cursorAfter(
                page.submissions().get(page.submissions().size() - 1));
        return Response.ok(body.next(cursor).build(), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.LINK, "<" + next(filter, limit, cursor) + ">; rel=\"next\"")
                .build();
    }

    private static String next(SubmissionFilter filter, int limit, String cursor) {
        UriBuilder uri = UriBuilder.fromPath(SUBMISSIONS);
        filter.criteria().forEach((criterion, value) -> query(uri, criterion.parameter(), value));
        query(uri, "limit", limit);
        query(uri, "cursor", cursor);
        return uri.build().toString();
    }

    private static void query(UriBuilder uri, String name, Object value) {
        uri.queryParam(name, "{" + name + "}").resolveTemplate(name, value.toString(), true);
    }

    private static URI location(UUID id) {
        return URI.create(SUBMISSIONS + "/" + id);
    }
}
