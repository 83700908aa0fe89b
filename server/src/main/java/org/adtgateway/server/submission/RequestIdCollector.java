package org.adtgateway.server.submission;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.server.submission.RequestIdPages.Page;

/**
 * Gathers the Request IDs of a file as pages of hashes. Those of an originator are parted by the top bits of their
 * hashes, so that a search for one reads one page of each file of its originator, whatever the size of the file.
 */
public final class RequestIdCollector implements RequestId.Listener {
    /** Hashes on a page, on average at most. */
    static final int MEAN = 256;

    /** Enough for the largest file that a configuration allows. */
    static final int MAX_LEVEL = 16;

    private final RequestIdHash hash;
    private final Map<Long, Hashes> byOriginator = new HashMap<>();
    private long lastOriginator;
    private Hashes last = new Hashes();

    public RequestIdCollector(RequestIdHash hash) {
        this.hash = hash;
    }

    @Override
    public void named(long originator, long target, long counter) {
        // in most files it is that of each row
        if (originator != lastOriginator || byOriginator.isEmpty()) {
            lastOriginator = originator;
            last = byOriginator.computeIfAbsent(originator, none -> new Hashes());
        }
        last.add(hash.of(originator, target, counter));
    }

    /** Returns the pages that have hashes; none of a file that names no Request IDs. */
    public RequestIdPages pages() {
        List<Page> pages = new ArrayList<>();
        byOriginator.forEach((originator, hashes) -> part(originator, hashes, pages));
        return new RequestIdPages(pages);
    }

    private static void part(long originator, Hashes hashes, List<Page> pages) {
        int level = level(hashes.size);
        int[] counts = new int[1 << level];
        for (int i = 0; i < hashes.size; i++) {
            counts[RequestIdHash.page(hashes.values[i], level)]++;
        }
        ByteBuffer[] buffers = new ByteBuffer[counts.length];
        for (int i = 0; i < hashes.size; i++) {
            long each = hashes.values[i];
            int number = RequestIdHash.page(each, level);
            if (buffers[number] == null) {
                buffers[number] = ByteBuffer.allocate(counts[number] * RequestIdHash.BYTES);
            }
            buffers[number].putShort((short) (each >>> 32)).putInt((int) each);
        }
        for (int number = 0; number < buffers.length; number++) {
            if (buffers[number] != null) {
                pages.add(new Page(originator, level, number, buffers[number].array()));
            }
        }
    }

    static int level(int size) {
        int level = 0;
        while (level < MAX_LEVEL && size > MEAN << level) {
            level++;
        }
        return level;
    }

    private static final class Hashes {
        private long[] values = new long[64];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }
    }
}
