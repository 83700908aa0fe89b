package org.adtgateway.server.submission;

import java.util.List;

/** The Request IDs of a file as pages of hashes, by which the file is found; see {@link RequestIdCollector}. */
public record RequestIdPages(List<Page> pages) {
    /** Of a file that names none, or whose are indexed later. */
    public static final RequestIdPages NONE = new RequestIdPages(List.of());

    /**
     * A page.
     *
     * @param originator the EUI-64 of all Request IDs on it
     * @param level of the 2 to the power of how many pages of this originator in the file it is one
     * @param number its own number among them
     * @param hashes in no order
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Page(long originator, int level, int number, byte[] hashes) {}

    public RequestIdPages {
        pages = List.copyOf(pages);
    }
}
