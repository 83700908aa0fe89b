package org.adtgateway.adt;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reports what a command does that runs without a person: a line for each change of state, with its time. Trouble is reported once when it begins and once when
 * it ends, however long it lasts.
 */
final class ServiceLog {
    private final Console console;
    private final Clock clock;
    private final Map<String, String> troubles = new HashMap<>();

    ServiceLog(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    /** Reports something that was achieved. */
    void done(String event, Map<String, ?> members, String headline, String text) {
        console.event(json(event, members), () -> console.line(time() + console.good(headline) + text));
    }

    /** Reports something that has to be looked at, and does not end by itself. */
    void failed(String event, Map<String, ?> members, String headline, String text) {
        console.event(json(event, members), () -> console.note(time() + console.bad(headline) + text));
    }

    /** Reports something for information. */
    void told(String event, Map<String, ?> members, String text) {
        console.event(json(event, members), () -> console.note(time() + text));
    }

    /**
     * Reports trouble with something when it begins, or becomes another.
     *
     * @param subject what it is about, such as the name of a file
     * @param code names the trouble for programs
     */
    void trouble(String subject, String event, String code, String text) {
        if (!code.equals(troubles.put(subject, code))) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("subject", subject);
            members.put("code", code);
            members.put("detail", text);
            console.event(json(event, members), () -> console.note(time() + text));
        }
    }

    /** Reports that a trouble is over, if there was one. */
    void over(String subject, String event, String text) {
        if (troubles.remove(subject) != null) {
            told(event, Map.of("subject", subject), text);
        }
    }

    /** Forgets a trouble with something that is no longer there. */
    void forget(String subject) {
        troubles.remove(subject);
    }

    private Map<String, Object> json(String event, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("event", event);
        all.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS));
        all.putAll(members);
        return all;
    }

    private String time() {
        return console.time(clock.instant()) + " ";
    }
}
