package org.adtgateway.server.submission;

import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.http.ProblemCode;

/** Lists the permitted transitions: from, to, the event that each writes, and the refusal where the submission is in another state. */
public enum Transition {
    WITHDRAW(SubmissionStatus.RECEIVED, SubmissionStatus.WITHDRAWN, Event.Type.WITHDRAWN, ProblemCode.NOT_WITHDRAWABLE),
    CLAIM(SubmissionStatus.RECEIVED, SubmissionStatus.PROCESSING, Event.Type.CLAIMED, ProblemCode.NOT_CLAIMABLE),
    COMPLETE(SubmissionStatus.PROCESSING, SubmissionStatus.COMPLETED, Event.Type.COMPLETED, ProblemCode.NOT_DECIDABLE),
    REJECT(SubmissionStatus.PROCESSING, SubmissionStatus.REJECTED, Event.Type.REJECTED, ProblemCode.NOT_DECIDABLE);

    private final SubmissionStatus from;
    private final SubmissionStatus to;
    private final Event.Type event;
    private final ProblemCode refusal;

    Transition(SubmissionStatus from, SubmissionStatus to, Event.Type event, ProblemCode refusal) {
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

    public Event.Type event() {
        return event;
    }

    ProblemCode refusal() {
        return refusal;
    }
}
