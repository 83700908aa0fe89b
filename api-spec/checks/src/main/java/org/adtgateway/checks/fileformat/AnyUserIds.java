package org.adtgateway.checks.fileformat;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** For a check before it is known who signs: whatever the file names is permitted. */
final class AnyUserIds implements UserIdPolicy {
    private final Set<Long> named = new HashSet<>();

    @Override
    public boolean permits(long bits) {
        named.add(bits);
        return true;
    }

    @Override
    public SortedSet<String> named() {
        SortedSet<String> texts = new TreeSet<>();
        named.forEach(bits -> texts.add(new Eui64(bits).toString()));
        return texts;
    }

    @Override
    public String describe() {
        return "The signer may act for any User ID.";
    }
}
