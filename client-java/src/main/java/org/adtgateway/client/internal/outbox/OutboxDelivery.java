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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Failure;
import org.adtgateway.client.OutboxListener;
import org.adtgateway.client.ProblemCategory;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ResultUnknownException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Delivers the acts of an outbox to the gateway, oldest first, one at a time. */
public final class OutboxDelivery {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final int UNAUTHENTICATED = 401;
    private static final Set<String> OF_THE_BYTES = Set.of("DIGEST_MISMATCH", "SIGNATURE_INVALID");

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
            // a damaged entry must not keep the others from being delivered; it is reported when it is its turn
            return FileTime.fromMillis(0);
        }
    }

    /** Changes something that must not change while an act is being sent. */
    public void betweenDeliveries(Change change) {
        one.lock();
        try {
            change.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            one.unlock();
        }
    }

    /** Changes the outbox. */
    @FunctionalInterface
    public interface Change {
        void make() throws IOException;
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
            boolean attemptedBefore = mayHaveBeenDelivered(entry);
            if (!attemptedBefore) {
                files.write(entry.resolve(OutboxEntry.ATTEMPTED), new byte[0]);
                DurableFiles.sync(entry);
            }
            Submission submission;
            try {
                submission = act.send(client, entry);
            } catch (AdtGatewayException e) {
                return notDelivered(entry, name, e, attemptedBefore);
            }
            keep(entry, name, act, submission);
            return true;
        } catch (AdtGatewayException e) {
            // delivered, but its receipt did not come
            return delayed(name, e);
        } catch (IOException e) {
            return delayed(name, new UncheckedIOException(e));
        } catch (RuntimeException e) {
            return delayed(name, e);
        }
    }

    private void keep(Path entry, String name, OutboxEntry act, Submission submission) throws IOException {
        byte[] receipt = client.receiptBytes(submission.id(), act.kind());
        Receipt verified = receipts.verified(receipt, submission.id(), act.kind());
        files.write(entry.resolve(OutboxEntry.SUBMISSION), Json.toKeep(submission));
        files.write(entry.resolve(OutboxEntry.RECEIPT), receipt);
        Path sent = folder.resolve("sent").resolve(name);
        files.move(entry, sent);
        listener.delivered(name, sent, submission, verified);
    }

    /** Tells whether an act that waits may have been delivered already. */
    public static boolean mayHaveBeenDelivered(Path entry) {
        return Files.exists(entry.resolve(OutboxEntry.ATTEMPTED));
    }

    private boolean notDelivered(Path entry, String name, AdtGatewayException e, boolean attemptedBefore)
            throws IOException {
        if (e instanceof ResultUnknownException) {
            return delayed(name, e);
        }
        if (attemptedBefore && !provesNoEffect(e)) {
            return delayed(name, isFinal(e) ? stillUnknown(e) : e);
        }
        if (isFinal(e)) {
            return refused(entry, name, e);
        }
        Files.deleteIfExists(entry.resolve(OutboxEntry.ATTEMPTED));
        return delayed(name, e);
    }

    /** Tells whether earlier attempts had no effect either. The bytes of an entry never change, so that other bytes were not accepted before. */
    private static boolean provesNoEffect(AdtGatewayException e) {
        return e.provesNoEffect() || OF_THE_BYTES.contains(e.code());
    }

    private static ResultUnknownException stillUnknown(AdtGatewayException refusal) {
        return new ResultUnknownException(
                new Failure(
                        refusal.status(),
                        AdtGatewayException.OUTCOME_UNKNOWN,
                        ProblemCategory.RETRY,
                        "An earlier attempt may have been delivered, and the gateway does not tell: " + refusal.code()
                                + ", " + refusal.detail(),
                        refusal.requestId(),
                        refusal.retryAfter(),
                        null),
                refusal);
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
            Files.deleteIfExists(entry.resolve(OutboxEntry.ATTEMPTED));
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
