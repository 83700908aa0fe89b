package org.adtgateway.server.submission;

import org.adtgateway.api.EventType;
import org.adtgateway.api.OutcomeDecision;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.server.http.ProblemCode;

/** Lists the permitted transitions: from, to, the event that each writes, and the refusal where the submission is in another state. */
public enum Transition {
    WITHDRAW(SubmissionStatus.RECEIVED, SubmissionStatus.WITHDRAWN, EventType.WITHDRAWN, ProblemCode.NOT_WITHDRAWABLE),
    CLAIM(SubmissionStatus.RECEIVED, SubmissionStatus.PROCESSING, EventType.CLAIMED, ProblemCode.NOT_CLAIMABLE),
    RELEASE(
            SubmissionStatus.PROCESSING,
            SubmissionStatus.RECEIVED,
            EventType.CLAIM_RELEASED,
            ProblemCode.NOT_RELEASABLE),
    REPORT_ROWS(
            SubmissionStatus.PROCESSING,
            SubmissionStatus.PROCESSING,
            EventType.ROWS_REPORTED,
            ProblemCode.NOT_DECIDABLE),
    COMPLETE(SubmissionStatus.PROCESSING, SubmissionStatus.COMPLETED, EventType.COMPLETED, ProblemCode.NOT_DECIDABLE),
    REJECT(SubmissionStatus.PROCESSING, SubmissionStatus.REJECTED, EventType.REJECTED, ProblemCode.NOT_DECIDABLE);

    private final SubmissionStatus from;
    private final SubmissionStatus to;
    private final EventType event;
    private final ProblemCode refusal;

    Transition(SubmissionStatus from, SubmissionStatus to, EventType event, ProblemCode refusal) {
        this.from = from;
        this.to = to;
        this.event = event;
        this.refusal = refusal;
    }

    SubmissionStatus from() {
        return from;
    }

    SubmissionStatus to() {
        return to;
    }

    public EventType event() {
        return event;
    }

    ProblemCode refusal() {
        return refusal;
    }

    /** Returns what leads to a decision. */
    public static Transition to(OutcomeDecision decision) {
        return switch (decision) {
            case COMPLETED -> COMPLETE;
            case REJECTED -> REJECT;
        };
    }
}
