package org.adtgateway.client;

import java.nio.file.Path;

/** Reports that an {@link Outbox} has another act under this name; nothing was put into it. */
public final class NameTakenException extends RuntimeException {
    private final String name;
    private final Outbox.State state;
    private final transient Path folder;

    NameTakenException(String name, Outbox.State state, Path folder) {
        super("The outbox has another act under the name '" + name + "' (" + state + ", in " + folder + "): "
                + switch (state) {
                    case WAITING -> "use another name, or wait until it is delivered";
                    case SENT -> "use another name, or discard(name) what was sent";
                    case REFUSED ->
                        "discard(name) what was refused and put the corrected file then, or use another name";
                });
        this.name = name;
        this.state = state;
        this.folder = folder;
    }

    /** Returns the name that is taken. */
    public String name() {
        return name;
    }

    /** Returns what became of the act that has the name. */
    public Outbox.State state() {
        return state;
    }

    /** Returns where the act that has the name is. */
    public Path folder() {
        return folder;
    }
}
