package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.adtgateway.client.internal.outbox.DurableFiles;
import org.adtgateway.client.internal.outbox.OutboxDelivery;
import org.adtgateway.client.internal.outbox.OutboxEntry;
import org.adtgateway.client.internal.outbox.OutboxStorage;
import org.adtgateway.client.internal.signing.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Delivers acts exactly once in effect, whatever happens in between: a crash of the caller or of the machine, a network
 * or a gateway that is away for days. What {@link #put} has returned from is on disk. The signature is made once and
 * identifies the act, so that sending it again after a failure changes nothing.
 *
 * <p>In its folder, an act is in {@code waiting}, then in {@code sent} with {@code submission.json} and
 * {@code receipt.p7m}, or in {@code refused} with {@code problem.json}. What is in {@code refused} never took effect: an act that may have been
 * delivered waits until that is known. The gateway refuses signatures older than some
 * days (see {@link Limits#signingTimeMaxAgeSeconds()}); an act that could not be sent for so long ends in {@code refused}.
 *
 * <p>Safe for use by several threads of one process; a second process is kept out. Methods throw
 * {@link UncheckedIOException} when the folder cannot be read or written.
 */
public final class Outbox implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int NAME_LENGTH = 32;

    private final OutboxStorage storage;
    private final OutboxDelivery delivery;
    private final FileChannel lock;

    private Outbox(OutboxStorage storage, OutboxDelivery delivery, FileChannel lock) {
        this.storage = storage;
        this.delivery = delivery;
        this.lock = lock;
    }

    /** Lists what can become of an act. */
    public enum State {
        /** It is still to be delivered. */
        WAITING,
        /** It was delivered. */
        SENT,
        /** It was refused, and never took effect. */
        REFUSED
    }

    /**
     * Opens an outbox, which is created if it does not exist, with what is in it. Call {@link #start} to have
     * it delivered in the background, or {@link #deliver} from time to time.
     *
     * @throws IllegalStateException when another process, or another outbox in this one, has it open
     */
    public static Outbox open(Path folder, AdtGatewayClient client, OutboxListener listener) {
        return open(folder, client, listener, () -> {});
    }

    static Outbox open(Path folder, AdtGatewayClient client, OutboxListener listener, Runnable beforeEachStep) {
        DurableFiles files = new DurableFiles(beforeEachStep);
        try {
            files.createFolders(folder);
            FileChannel lock = lock(folder.resolve("lock"));
            return new Outbox(
                    new OutboxStorage(folder, files),
                    new OutboxDelivery(folder, client, client::verified, listener, files),
                    lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Accepts a submission, and returns when it is on disk. It is signed now, if it has not been.
     *
     * <p>Handing over a request with the same signature again is not a second act. If it was refused before, the gateway is asked again, with the
     * references of this request.
     *
     * @return its name, which is that of its signature
     * @throws NameTakenException when the same signature waits or was sent with other references
     * @throws SignatureRefusedException when the signature is for other bytes: the file was changed after it was signed
     */
    public String put(SubmissionRequest request) {
        try {
            SubmissionRequest signed = request.sign();
            String name = nameOf(signed.signatureBytes());
            OutboxStorage.Found found = storage.find(name);
            if (found != null && found.state() == State.REFUSED) {
                storage.discard(found);
            }
            accept(name, signed);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            request.release();
        }
    }

    /**
     * Accepts a submission under a name of the caller's own. Handing over the same file with the same references under the same name again is not a
     * second act, so a caller that crashed and does not know whether it had come this far can do it again. If it was refused before, the gateway is
     * asked again.
     *
     * @param name 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit
     * @throws NameTakenException when another act has the name. After a refusal, correct the file, {@link #discard} the name, and put it again
     * @throws SignatureRefusedException when the signature is for other bytes: the file was changed after it was signed
     */
    public String put(String name, SubmissionRequest request) {
        requireName(name);
        try {
            accept(name, request);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            request.release();
        }
    }

    /** Accepts a withdrawal, and returns when it is on disk. The same instruction with the same signature again is not a second act. */
    public String put(WithdrawalRequest request) {
        String name = nameOf(request.signature());
        try {
            accept(
                    name,
                    OutboxEntry.withdrawal(request.submissionId()),
                    OutboxEntry.INSTRUCTION,
                    () -> new ByteArrayInputStream(request.instruction()),
                    request.signature(),
                    request::signature);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(String name, SubmissionRequest request) throws IOException {
        accept(
                name,
                request.act(),
                OutboxEntry.FILE,
                request::openFile,
                request.signature(),
                () -> request.sign().signatureBytes());
    }

    /** Makes a signature, or returns the one that there is. */
    private interface Signing {
        byte[] signature();
    }

    private synchronized void accept(
            String name,
            OutboxEntry act,
            String contentName,
            OutboxStorage.Content content,
            byte @Nullable [] signature,
            Signing signing)
            throws IOException {
        OutboxStorage.Found found = storage.find(name);
        if (found == null) {
            storage.store(name, act, contentName, content, signing.signature(), Outbox::requireOver);
        } else if (!found.is(act, signature, contentName, content)) {
            throw new NameTakenException(name, found.state(), found.folder());
        } else if (found.state() == State.REFUSED) {
            storage.retry(name);
        }
        delivery.wake();
    }

    /** Requires the signature to be for the copy; what else may be wrong with it, the gateway tells. */
    private static void requireOver(Path copy, byte[] signature) {
        try {
            FileSignatureVerifier.requireOver(copy, signature);
        } catch (SignatureRefusedException e) {
            if (e.isOverOtherBytes()) {
                throw e;
            }
        }
    }

    /**
     * Asks the gateway again about an act that was refused, such as when its signer has been registered since.
     *
     * @throws IllegalStateException when there is no refused act of this name
     */
    public synchronized void retry(String name) {
        try {
            if (require(name).state() != State.REFUSED) {
                throw new IllegalStateException("'" + name + "' was not refused");
            }
            storage.retry(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delivery.wake();
    }

    /**
     * Deletes an act, so that its name is free. What was sent stays submitted. An act that waits can be discarded only before the first attempt to
     * send it.
     *
     * @throws IllegalStateException when there is no act of this name, or it may have been delivered already
     */
    public synchronized void discard(String name) {
        requireName(name);
        delivery.betweenDeliveries(() -> {
            OutboxStorage.Found found = require(name);
            if (found.state() == State.WAITING && OutboxDelivery.mayHaveBeenDelivered(found.folder())) {
                throw new IllegalStateException("'" + name + "' may have been delivered already, and waits to know it");
            }
            storage.discard(found);
        });
    }

    private OutboxStorage.Found require(String name) {
        OutboxStorage.Found found = storage.find(name);
        if (found == null) {
            throw new IllegalStateException("The outbox has no act '" + name + "'");
        }
        return found;
    }

    /** Returns what became of an act; null when there is none of this name. */
    public @Nullable State state(String name) {
        requireName(name);
        OutboxStorage.Found found = storage.find(name);
        return found == null ? null : found.state();
    }

    /** Returns the names of the acts that are still to be delivered, in the order in which they are tried. */
    public List<String> waiting() {
        return delivery.waiting().stream()
                .map(entry -> entry.getFileName().toString())
                .toList();
    }

    /**
     * Tries to deliver everything that waits, once.
     *
     * @return how many acts still wait
     */
    public int deliver() {
        return delivery.deliver();
    }

    /** Delivers in the background from now on, again and again with pauses up to five minutes, until closed. */
    public Outbox start() {
        delivery.start();
        return this;
    }

    /** Stops delivering. What waits is delivered when the outbox is opened again. The client is not closed. */
    @Override
    public void close() {
        delivery.stop();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the default name of an act with this signature. */
    public static String nameOf(byte[] signature) {
        return Sha256.hex(signature).substring(0, NAME_LENGTH);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Not a name for an act: '" + name + "'; use 1 to 100 letters, digits, '.', '-' and '_'");
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another outbox of this process: the same message
        }
        channel.close();
        throw new IllegalStateException("The outbox is in use by another process: " + file.getParent());
    }
}
