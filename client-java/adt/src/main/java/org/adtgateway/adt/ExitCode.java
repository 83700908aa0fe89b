package org.adtgateway.adt;

/** What a script learns from the exit status. The numbers are stable. */
enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "an unexpected failure"),
    USAGE(2, "wrong usage or configuration; nothing was sent"),
    REFUSED(3, "refused by the gateway, or a file or receipt that does not hold"),
    OUTCOME_UNKNOWN(
            4, "sent, and nobody knows whether it took effect, or its receipt did not come: say the same again"),
    UNREACHABLE(5, "the gateway cannot be reached, or asks to come back later; nothing took effect"),
    TIMED_OUT(6, "waited for long enough; what was asked for may still happen");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }
}
