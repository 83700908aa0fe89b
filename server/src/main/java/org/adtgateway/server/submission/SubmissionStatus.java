package org.adtgateway.server.submission;

import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.http.ProblemCode;

/** Where a submission is in its life. The permitted moves are {@link Move}; there are no others. */
public enum SubmissionStatus {
    /** Delivered; the DCC has not taken it up. */
    RECEIVED,
    /** Taken back by its owner, for good. */
    WITHDRAWN,
    /** Taken up by the DCC. */
    PROCESSING,
    /** Carried out, for good. */
    COMPLETED,
    /** Not carried out, for good; the outcome says why. */
    REJECTED;

    /** The transition table: from, to, the event it writes, and the refusal when the submission is in another state. */
    public enum Move {
        WITHDRAW(RECEIVED, WITHDRAWN, Event.Type.WITHDRAWN, ProblemCode.NOT_WITHDRAWABLE),
        CLAIM(RECEIVED, PROCESSING, Event.Type.CLAIMED, ProblemCode.NOT_CLAIMABLE),
        COMPLETE(PROCESSING, COMPLETED, Event.Type.COMPLETED, ProblemCode.NOT_DECIDABLE),
        REJECT(PROCESSING, REJECTED, Event.Type.REJECTED, ProblemCode.NOT_DECIDABLE);

        private final SubmissionStatus from;
        private final SubmissionStatus to;
        private final Event.Type event;
        private final ProblemCode refusal;

        Move(SubmissionStatus from, SubmissionStatus to, Event.Type event, ProblemCode refusal) {
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
}
