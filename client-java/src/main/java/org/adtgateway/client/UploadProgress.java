package org.adtgateway.client;

/** Is notified of the progress of an upload. Called often, on the calling thread; must be quick and must not throw. */
@FunctionalInterface
public interface UploadProgress {
    /**
     * Is called when bytes were sent.
     *
     * @param sent so far in this attempt; starts again when the upload is repeated
     * @param total of the whole request, somewhat more than the file
     */
    void sent(long sent, long total);
}
