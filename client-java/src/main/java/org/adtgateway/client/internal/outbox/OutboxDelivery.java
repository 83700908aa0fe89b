package org.adtgateway.client.internal.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.OutboxListener;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Delivers the acts of an outbox to the gateway, oldest first, one at a time. */
public final class OutboxDelivery {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final int UNAUTHENTICATED = 401;

    private final Path folder;
    private final AdtGatewayClient client;
    private final ReceiptCheck receipts;
    private final OutboxListener listener;
    private final DurableFiles files;
    private final ReentrantLock one = new ReentrantLock();
    private final ReentrantLock state = new ReentrantLock();
    private final Condition news = state.newCondition();
    private boolean awake;
    private boolean stopped;
    private @Nullable Thread thread;

    /** Verifies a receipt; returns null when no anchor is configured. */
    @FunctionalInterface
    public interface ReceiptCheck {
        @Nullable
        Receipt verified(byte[] receipt, String submissionId, ActKind of);
    }

    public OutboxDelivery(
            Path folder, AdtGatewayClient client, ReceiptCheck receipts, OutboxListener listener, DurableFiles files) {
        this.folder = folder;
        this.client = client;
        this.receipts = receipts;
        this.listener = listener;
        this.files = files;
    }

    public List<Path> waiting() {
        try (Stream<Path> entries = Files.list(folder.resolve("waiting"))) {
            return entries.sorted(
                            Comparator.comparing(OutboxDelivery::handedOver).thenComparing(Path::compareTo))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime handedOver(Path entry) {
        try {
            return Files.getLastModifiedTime(entry.resolve(OutboxEntry.ACT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int deliver() {
        one.lock();
        try {
            for (Path entry : waiting()) {
                if (!deliver(entry)) {
                    break;
                }
            }
            return waiting().size();
        } finally {
            one.unlock();
        }
    }

    /** Delivers one act; returns false when it is no use to try the next one now. */
    private boolean deliver(Path entry) {
        String name = entry.getFileName().toString();
        try {
            OutboxEntry act = OutboxEntry.read(entry);
            Submission submission = act.send(client, entry);
            byte[] receipt = client.receiptBytes(submission.id(), act.kind());
            Receipt verified = receipts.verified(receipt, submission.id(), act.kind());
            files.write(entry.resolve(OutboxEntry.SUBMISSION), Json.toKeep(submission));
            files.write(entry.resolve(OutboxEntry.RECEIPT), receipt);
            Path sent = folder.resolve("sent").resolve(name);
            files.move(entry, sent);
            listener.delivered(name, sent, submission, verified);
            return true;
        } catch (AdtGatewayException e) {
            return isFinal(e) ? refused(entry, name, e) : delayed(name, e);
        } catch (ReceiptRefusedException | UncheckedIOException e) {
            delayed(name, e);
            return true;
        } catch (IOException e) {
            delayed(name, new UncheckedIOException(e));
            return true;
        }
    }

    /**
     * Tells whether the refusal is final, which is so if it concerns the act itself. A transport certificate that is not
     * accepted, for example, can be replaced without a change to the act.
     */
    private static boolean isFinal(AdtGatewayException e) {
        return e.problem() != null
                && e.status() < 500
                && e.status() != UNAUTHENTICATED
                && switch (e.category().known()) {
                    case FORMAT, WORKFLOW -> true;
                    case RETRY, UNKNOWN -> false;
                };
    }

    private boolean refused(Path entry, String name, AdtGatewayException reason) {
        Path refused = folder.resolve("refused").resolve(name);
        try {
            files.write(entry.resolve(OutboxEntry.PROBLEM), Json.toKeep(Objects.requireNonNull(reason.problem())));
            files.move(entry, refused);
        } catch (IOException e) {
            delayed(name, new UncheckedIOException(e));
            return true;
        }
        listener.refused(name, refused, reason);
        return true;
    }

    /** Reports the delay; returns false without a response from the gateway, as the next act would fail too. */
    private boolean delayed(String name, RuntimeException reason) {
        listener.delayed(name, reason);
        return !(reason instanceof AdtGatewayException e) || (e.status() != 0 && e.status() != UNAUTHENTICATED);
    }

    public void wake() {
        state.lock();
        try {
            awake = true;
            news.signalAll();
        } finally {
            state.unlock();
        }
    }

    public void start() {
        state.lock();
        try {
            if (thread == null && !stopped) {
                awake = true;
                thread = new Thread(this::run, "adt-gateway-outbox");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            state.unlock();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (rest(pause)) {
            pause = progress() ? FIRST_PAUSE : longer(pause);
        }
    }

    /** Delivers once; returns whether to try again soon. */
    private boolean progress() {
        try {
            int before = waiting().size();
            int left = deliver();
            return left == 0 || left < before;
        } catch (RuntimeException e) {
            // a disk that is full or not there for a while must not end the delivery
            listener.delayed("", e);
            return false;
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** Waits until there is a new act or the pause is over; returns false when it is time to stop. */
    private boolean rest(Duration pause) {
        state.lock();
        try {
            long left = pause.toNanos();
            while (!awake && !stopped && left > 0) {
                left = news.awaitNanos(left);
            }
            awake = false;
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            state.unlock();
        }
    }

    public void stop() {
        Thread running;
        state.lock();
        try {
            stopped = true;
            running = thread;
            news.signalAll();
        } finally {
            state.unlock();
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.NANOSECONDS.toMillis(STOP_WITHIN.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
