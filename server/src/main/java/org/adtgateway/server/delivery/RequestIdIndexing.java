package org.adtgateway.server.delivery;

import java.util.List;
import java.util.UUID;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.submission.RequestIdCollector;
import org.adtgateway.server.submission.RequestIdHash;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Exit Quarantine files found by their Request IDs that were stored without: those of several chunks, and those of an earlier version. One file
 * after the other, in the background. Several nodes may do the same: each file is added once.
 */
public final class RequestIdIndexing {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIdIndexing.class);
    private static final int BATCH = 100;

    private final SubmissionReader reader;
    private final SubmissionWriter writer;
    private final ContentCheck contentCheck;
    private final RequestIdHash requestIds;

    public RequestIdIndexing(
            SubmissionReader reader, SubmissionWriter writer, ContentCheck contentCheck, RequestIdHash requestIds) {
        this.reader = reader;
        this.writer = writer;
        this.contentCheck = contentCheck;
        this.requestIds = requestIds;
    }

    /** Adds a hundred files, or all that there are. */
    public void run() {
        List<UUID> waiting = writer.withoutRequestIds(BATCH);
        for (UUID id : waiting) {
            RequestIdCollector named = new RequestIdCollector(requestIds);
            contentCheck.requests(reader.openFile(id), named);
            writer.addRequestIds(id, named.pages());
        }
        if (!waiting.isEmpty()) {
            LOG.info("{} more files are found by their Request IDs now", waiting.size());
        }
    }
}
