package org.adtgateway.adt;

import org.adtgateway.client.UploadProgress;

/** Draws how far an upload has come, where a person sees it, and only for files that take a moment. */
final class ProgressBar implements UploadProgress {
    private static final int WIDTH = 30;
    private static final long FROM = 256 * 1024;
    private static final int HUNDRED = 100;

    private final Console console;
    private long shown = -1;

    ProgressBar(Console console) {
        this.console = console;
    }

    @Override
    public void sent(long sent, long total) {
        if (!console.isTerminal() || total < FROM) {
            return;
        }
        long percent = sent * HUNDRED / total;
        if (percent != shown) {
            shown = percent;
            int done = (int) (percent * WIDTH / HUNDRED);
            console.progress("Uploading [" + "#".repeat(done) + ".".repeat(WIDTH - done) + "] " + percent + " %");
            if (percent == HUNDRED) {
                console.progressDone();
            }
        }
    }
}
