package org.adtgateway.client;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Iterates over what comes in pages, and fetches the next page when the current one is used up. */
final class PageIterator<T> implements Iterator<T> {
    private final Function<@Nullable String, Page<T>> pages;
    private final Queue<T> page = new ArrayDeque<>();
    private @Nullable String cursor;
    private boolean more = true;

    /**
     * A page.
     *
     * @param next the cursor of the page after it; null for the last one
     */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** @param pages fetches the page at a cursor; at null, the first */
    PageIterator(Function<@Nullable String, Page<T>> pages) {
        this.pages = pages;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && more) {
            Page<T> next = pages.apply(cursor);
            page.addAll(next.items());
            cursor = next.next();
            more = cursor != null;
        }
        return !page.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There are no more");
        }
        return page.remove();
    }
}
