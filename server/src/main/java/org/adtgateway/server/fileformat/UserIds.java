package org.adtgateway.server.fileformat;

import java.util.Arrays;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The User IDs that the signer may act for, and which of them a file has named. */
final class UserIds {
    private static final int SHOWN = 5;

    private final long[] permitted;
    private final boolean[] named;
    private int last;

    UserIds(Collection<Eui64> permitted) {
        this.permitted = permitted.stream().mapToLong(Eui64::bits).sorted().toArray();
        this.named = new boolean[this.permitted.length];
    }

    /** Whether the signer may act for it, which is kept in mind. */
    boolean permits(long bits) {
        // most rows have the User ID of the row before
        if (named.length == 0 || permitted[last] != bits) {
            int found = Arrays.binarySearch(permitted, bits);
            if (found < 0) {
                return false;
            }
            last = found;
        }
        named[last] = true;
        return true;
    }

    SortedSet<String> named() {
        SortedSet<String> texts = new TreeSet<>();
        for (int i = 0; i < permitted.length; i++) {
            if (named[i]) {
                texts.add(new Eui64(permitted[i]).toString());
            }
        }
        return texts;
    }

    /** Names the permitted ones, as a sentence. */
    String describe() {
        if (permitted.length == 0) {
            return "The signer may act for no User ID.";
        }
        String some = Arrays.stream(permitted)
                .limit(SHOWN)
                .mapToObj(bits -> new Eui64(bits).toString())
                .collect(Collectors.joining(", "));
        int more = permitted.length - SHOWN;
        return "The signer may act for " + some + (more > 0 ? " and " + more + " more." : ".");
    }
}
