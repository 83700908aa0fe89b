package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.client.internal.json.Json;
import org.adtgateway.client.internal.outbox.DurableFiles;
import org.adtgateway.client.internal.outbox.OutboxDelivery;
import org.adtgateway.client.internal.outbox.OutboxEntry;
import org.adtgateway.client.internal.signing.Sha256;

/**
 * Delivers acts exactly once in effect, whatever happens in between: a crash of the caller or of the machine, a network
 * or a gateway that is away for days. What {@link #put} has returned from is on disk. The signature is made once and
 * identifies the act, so that sending it again after a failure changes nothing.
 *
 * <p>In its folder, an act is in {@code waiting}, then in {@code sent} with {@code submission.json} and
 * {@code receipt.p7m}, or in {@code refused} with {@code problem.json}. The gateway refuses signatures older than some
 * days (see {@link Limits#signingTimeMaxAgeSeconds()}); an act that could not be sent for so long ends in {@code refused}.
 *
 * <p>Safe for use by several threads of one process; a second process is kept out. Methods throw
 * {@link UncheckedIOException} when the folder cannot be read or written.
 */
public final class Outbox implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int NAME_LENGTH = 32;

    private final Path folder;
    private final OutboxDelivery delivery;
    private final DurableFiles files;
    private final FileChannel lock;

    private Outbox(Path folder, OutboxDelivery delivery, DurableFiles files, FileChannel lock) {
        this.folder = folder;
        this.delivery = delivery;
        this.files = files;
        this.lock = lock;
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
            for (String name : List.of("tmp", "waiting", "sent", "refused")) {
                files.createFolders(folder.resolve(name));
            }
            FileChannel lock = lock(folder.resolve("lock"));
            // what a crash left here was not accepted
            DurableFiles.deleteTree(folder.resolve("tmp"));
            files.createFolders(folder.resolve("tmp"));
            return new Outbox(
                    folder, new OutboxDelivery(folder, client, client::verified, listener, files), files, lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Accepts a submission, and returns when it is on disk. It is signed now, if it has not been.
     *
     * @return its name: handing over a request with the same signature again is not a second act
     */
    public String put(SubmissionRequest request) {
        SubmissionRequest signed;
        try {
            signed = request.sign();
        } catch (RuntimeException e) {
            request.release();
            throw e;
        }
        return put(nameOf(signed.signatureBytes()), signed);
    }

    /**
     * Accepts a submission under a name of the caller's own: handing over under a name that is in the outbox already, or
     * has been sent or refused from it, does nothing. So a caller that crashed and does not know whether it had come
     * this far can simply do it again.
     *
     * @param name 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit
     */
    public String put(String name, SubmissionRequest request) {
        requireName(name);
        try {
            if (!isKnown(name)) {
                SubmissionRequest signed = request.sign();
                store(name, signed.act(), OutboxEntry.FILE, signed.openFile(), signed.signatureBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            request.release();
        }
        delivery.wake();
        return name;
    }

    /** Accepts a withdrawal, and returns when it is on disk. */
    public String put(WithdrawalRequest request) {
        String name = nameOf(request.signature());
        try {
            if (!isKnown(name)) {
                store(
                        name,
                        OutboxEntry.withdrawal(request.submissionId()),
                        OutboxEntry.INSTRUCTION,
                        new ByteArrayInputStream(request.instruction()),
                        request.signature());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delivery.wake();
        return name;
    }

    private synchronized void store(
            String name, OutboxEntry act, String contentName, InputStream content, byte[] signature)
            throws IOException {
        try (content) {
            if (isKnown(name)) {
                return;
            }
            Path entry = folder.resolve("tmp").resolve(name);
            DurableFiles.deleteTree(entry);
            Files.createDirectory(entry);
            files.copy(content, entry.resolve(contentName));
            files.write(entry.resolve(OutboxEntry.SIGNATURE), signature);
            files.write(entry.resolve(OutboxEntry.ACT), Json.toKeep(act));
            files.move(entry, folder.resolve("waiting").resolve(name));
        }
    }

    private boolean isKnown(String name) {
        return Stream.of("waiting", "sent", "refused")
                .anyMatch(state -> Files.exists(folder.resolve(state).resolve(name)));
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
