package org.adtgateway.server.admission;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What is counted, each in a bucket of its own, so that a Party that submits much can still ask what became of it. A full bucket holds what
 * comes in within its window; it may be spent at once, and fills again evenly.
 */
enum RateLimitBucket {
    SUBMISSIONS(Duration.ofMinutes(1)),
    // ten seconds' worth, so that a page that loads, or a tool that starts, is not cut short
    POLLS(Duration.ofSeconds(10)),
    READS(Duration.ofSeconds(10));

    private static final Pattern SUBMISSION =
            Pattern.compile("v1/(submissions|validations|submissions/[^/]+/withdrawal)");
    private static final Pattern POLL = Pattern.compile("v1/(events|submissions/[^/]+)");
    private static final Pattern FILE = Pattern.compile("v1/submissions/[^/]+/file");
    // neither a parameter of a path segment nor a slash at the end leads Jersey elsewhere
    private static final Pattern NO_MATTER = Pattern.compile("^/+|;[^/]*|/+$");

    private final Duration window;

    RateLimitBucket(Duration window) {
        this.window = window;
    }

    /** The bucket of a request; what leads nowhere is a read, so that it does not come for free. */
    static RateLimitBucket of(String method, String path) {
        String plain = plain(path);
        return switch (method) {
            case "POST" -> SUBMISSION.matcher(plain).matches() ? SUBMISSIONS : READS;
            case "GET", "HEAD" -> POLL.matcher(plain).matches() ? POLLS : READS;
            default -> READS;
        };
    }

    /** Whether a request is for the file of a submission, which may be large and is written at the pace of its reader. */
    static boolean isFile(String method, String path) {
        return method.equals("GET") && FILE.matcher(plain(path)).matches();
    }

    private static String plain(String path) {
        return NO_MATTER.matcher(path).replaceAll("");
    }

    /** How long an empty bucket takes to be full. */
    Duration window() {
        return window;
    }

    /** Calls in a full bucket. */
    int quota(PartyQuota share) {
        int seconds = Math.toIntExact(window.toSeconds());
        return switch (this) {
            case SUBMISSIONS -> share.submissionsPerMinute();
            case POLLS -> seconds * share.pollsPerSecond();
            case READS -> seconds * share.readsPerSecond();
        };
    }
}
