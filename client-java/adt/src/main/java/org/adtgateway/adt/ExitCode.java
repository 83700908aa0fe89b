package org.adtgateway.adt;

/** Lists the exit statuses, which scripts rely on. The numbers do not change. */
enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "an unexpected failure"),
    USAGE(2, "wrong usage or configuration; nothing was sent"),
    REFUSED(3, "refused by the gateway, or a file or receipt that is not valid"),
    RESULT_UNKNOWN(
            4,
            "sent, but it is not known whether it took effect, or its receipt did not come or is not valid: run the same command again"),
    UNREACHABLE(5, "the gateway cannot be reached, or asks to come back later; nothing took effect"),
    TIMED_OUT(6, "the waiting time is over; what was requested may still happen"),
    LEFT(7, "files were left: they wait for something, or cannot be read or moved; each was named"),
    CHANGED_AFTER_DELIVERY(
            8, "a file was changed after it had been delivered: see what was delivered, and put it right");

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
