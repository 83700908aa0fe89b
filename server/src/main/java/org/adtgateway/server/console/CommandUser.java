package org.adtgateway.server.console;

import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.checks.text.PrintableText;

/** Who runs a command. Anyone who may run one has the password of the database, so that this is a note among colleagues, and no proof. */
public final class CommandUser {
    private static final int MAX_LENGTH = 64;

    private CommandUser() {}

    /** Returns the person and the machine, such as "alice on node-1"; the account of the service only where nobody else is known. */
    public static String current() {
        return of(System.getenv(), System.getProperty("user.name", "unknown"), HostName.current());
    }

    /** The wrapper and sudo tell who it was before they changed the account. */
    static String of(Map<String, String> environment, String account, String host) {
        return Stream.of("ADT_GATEWAY_OPERATOR", "SUDO_USER")
                        .map(environment::get)
                        .filter(name -> name != null && !name.isBlank())
                        .findFirst()
                        .map(name -> PrintableText.of(name, MAX_LENGTH))
                        .orElse(account)
                + " on " + host;
    }
}
