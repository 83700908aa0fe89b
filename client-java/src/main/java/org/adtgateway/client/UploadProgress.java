package org.adtgateway.client;

/** Is told how far an upload has come. Called often, on the calling thread; must be quick and must not throw. */
@FunctionalInterface
public interface UploadProgress {
    /**
     * Bytes were handed to the network.
     *
     * @param sent so far in this attempt; starts anew when the upload is repeated
     * @param total of the whole request, somewhat more than the file
     */
    void sent(long sent, long total);
}
