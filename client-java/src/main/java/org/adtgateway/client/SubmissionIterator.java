package org.adtgateway.client;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.adtgateway.client.internal.transport.ApiRequest;
import org.adtgateway.client.internal.transport.ApiResponse;
import org.adtgateway.client.internal.transport.CallExecutor;
import org.jspecify.annotations.Nullable;

/** Iterates over submissions, and fetches the next page when the current one is used up. */
final class SubmissionIterator implements Iterator<Submission> {
    private final CallExecutor gateway;
    private final ApiRequest first;
    private final Queue<Submission> page = new ArrayDeque<>();
    private @Nullable String cursor;
    private boolean more = true;

    SubmissionIterator(CallExecutor gateway, SubmissionFilter filter) {
        this.gateway = gateway;
        this.first = filtered(ApiRequest.get("listSubmissions", "/v1/submissions"), filter);
    }

    /** Returns a request with the parameters of a filter. */
    static ApiRequest filtered(ApiRequest request, SubmissionFilter filter) {
        ApiRequest filtered = request;
        for (Map.Entry<String, Object> parameter : filter.parameters().entrySet()) {
            filtered = filtered.query(parameter.getKey(), parameter.getValue());
        }
        return filtered;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && more) {
            SubmissionPage next = gateway.call(first.query("cursor", cursor), ApiResponse.as(SubmissionPage.class));
            page.addAll(next.submissions());
            cursor = next.next();
            more = cursor != null;
        }
        return !page.isEmpty();
    }

    @Override
    public Submission next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There are no more submissions");
        }
        return page.remove();
    }
}
