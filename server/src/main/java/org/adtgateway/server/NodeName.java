package org.adtgateway.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.server.console.HostName;

/**
 * By which a node names its connections to the database: its version, machine and process. So {@code status} finds all nodes there, and nodes need not
 * report anywhere.
 */
record NodeName(String version, String host, long process) {
    private static final Pattern TEXT = Pattern.compile("adt-gateway ([^ ]+) ([^ ]+)/(\\d+)");
    /** PostgreSQL keeps 63 bytes, of which the rest needs some 40. */
    private static final int MAX_HOST = 22;

    /** Returns that of this process, as text. */
    static String current() {
        return new NodeName(
                        Version.current(),
                        HostName.current(),
                        ProcessHandle.current().pid())
                .toString();
    }

    /** Reads what {@link #toString} has written; empty for the connections of others. */
    static Optional<NodeName> parse(String applicationName) {
        Matcher matcher = TEXT.matcher(applicationName);
        return matcher.matches()
                ? Optional.of(new NodeName(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        String ascii = host.replaceAll("[^!-~]", "?");
        return "adt-gateway " + version + " " + ascii.substring(0, Math.min(MAX_HOST, ascii.length())) + "/" + process;
    }
}
