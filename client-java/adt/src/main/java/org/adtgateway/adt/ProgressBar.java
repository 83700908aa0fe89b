package org.adtgateway.adt;

import org.adtgateway.client.UploadProgress;

/** Shows the progress of an upload, on a terminal and for larger files only. */
final class ProgressBar implements UploadProgress {
    private static final int WIDTH = 30;
    private static final long MIN_BYTES = 256 * 1024;
    private static final int HUNDRED = 100;

    private final Console console;
    private long shown = -1;

    ProgressBar(Console console) {
        this.console = console;
    }

    @Override
    public void sent(long sent, long total) {
        if (!console.isTerminal() || total < MIN_BYTES) {
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
