package org.adtgateway.checks.fileformat;

import java.util.Collections;
import java.util.SortedSet;

/** Reads the Request IDs of an Exit Quarantine file that was accepted. */
final class RequestIdReader implements CrossRowRules {
    private final int requestId;
    private final RequestId.Listener listener;

    RequestIdReader(FileFormat format, RequestId.Listener listener) {
        this.requestId = format.column("RequestID", Column.Type.STRING);
        this.listener = listener;
    }

    @Override
    public void check(Row row) {
        DuisRequestId request = row.request;
        if (request.read(row.bytes, row.from(requestId), row.to(requestId)) && request.counterFits) {
            listener.named(request.originator, request.target, request.counter);
        }
    }

    @Override
    public void end() {
        // all were told
    }

    @Override
    public SortedSet<String> userIds() {
        return Collections.emptySortedSet();
    }
}
