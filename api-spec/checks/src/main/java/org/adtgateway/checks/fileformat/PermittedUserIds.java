package org.adtgateway.checks.fileformat;

import java.util.Arrays;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The User IDs of one signer. */
final class PermittedUserIds implements UserIdPolicy {
    private static final int SHOWN = 5;

    private final long[] permitted;
    private final boolean[] named;
    private int last;

    PermittedUserIds(Collection<Eui64> permitted) {
        this.permitted = permitted.stream().mapToLong(Eui64::bits).sorted().toArray();
        this.named = new boolean[this.permitted.length];
    }

    @Override
    public boolean permits(long bits) {
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

    @Override
    public SortedSet<String> named() {
        SortedSet<String> texts = new TreeSet<>();
        for (int i = 0; i < permitted.length; i++) {
            if (named[i]) {
                texts.add(new Eui64(permitted[i]).toString());
            }
        }
        return texts;
    }

    @Override
    public String describe() {
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
