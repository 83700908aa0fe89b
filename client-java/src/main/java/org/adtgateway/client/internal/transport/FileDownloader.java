package org.adtgateway.client.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Failure;
import org.adtgateway.client.ProblemCategory;
import org.adtgateway.client.internal.signing.Sha256;
import org.jspecify.annotations.Nullable;

/** Streams a file and compares it with the digest in the response (RFC 9530). */
public final class FileDownloader {
    private static final int BUFFER = 64 * 1024;
    private static final Pattern SHA_256 = Pattern.compile("sha-256=:([A-Za-z0-9+/=]+):");

    private final CallExecutor gateway;

    public FileDownloader(CallExecutor gateway) {
        this.gateway = gateway;
    }

    /**
     * Writes to a temporary file first, so that the target is complete or does not exist.
     *
     * @throws UncheckedIOException naming the target, when it cannot be written
     */
    public static String to(Path target, Function<OutputStream, String> download) {
        return written(target, part -> {
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                return download.apply(out);
            }
        });
    }

    public String copy(ApiRequest call, OutputStream target) {
        Resumed resumed = new Resumed(target);
        return gateway.call(call, reply -> resumed.copy(reply));
    }

    /**
     * Writes what may be another thing at each attempt, as it is made when it is asked for. The target is complete or does not exist.
     *
     * @throws UncheckedIOException naming the target, when it cannot be written
     */
    public void copyAnew(ApiRequest call, Path target) {
        written(
                target,
                part -> gateway.call(call, reply -> {
                    try (InputStream in = reply.stream();
                            OutputStream out = create(part)) {
                        copy(in, out);
                        return "";
                    }
                }));
    }

    /** Writes a file of its own beside the target. */
    @FunctionalInterface
    private interface Download {
        String to(Path part) throws IOException;
    }

    private static String written(Path target, Download download) {
        // not a temporary file of the runtime's: only its owner could read it
        Path part = target.toAbsolutePath().resolveSibling(".download-" + UUID.randomUUID() + ".part");
        try {
            try {
                String result = download.to(part);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                return result;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        } catch (UncheckedIOException e) {
            throw unwritable(target, Objects.requireNonNull(e.getCause()));
        }
    }

    /** Names the target in place of the temporary file, and keeps the kind of failure, by which callers tell what to do. */
    private static UncheckedIOException unwritable(Path target, IOException e) {
        FileSystemException named;
        if (e instanceof AccessDeniedException) {
            named = new AccessDeniedException(target.toString());
        } else if (e instanceof NoSuchFileException) {
            named = new FileSystemException(target.toString(), null, "its folder does not exist");
        } else {
            named = new FileSystemException(
                    target.toString(),
                    null,
                    e instanceof FileSystemException failed && failed.getReason() != null
                            ? failed.getReason()
                            : e instanceof DirectoryNotEmptyException ? "it is a folder" : e.getMessage());
        }
        named.initCause(e);
        return new UncheckedIOException(named);
    }

    /** Replaces what an attempt before has left. A failure is not one of the network, and is not tried again. */
    private static OutputStream create(Path part) {
        try {
            return Files.newOutputStream(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(InputStream in, OutputStream target) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            write(target, buffer, 0, count);
        }
    }

    /** Writes to the target; a failure of it is not one of the network, and is not tried again. */
    private static void write(OutputStream target, byte[] buffer, int offset, int count) {
        try {
            target.write(buffer, offset, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the bytes that a failed attempt has written already; they are the same. */
    private static final class Resumed {
        private final OutputStream target;
        private long written;

        Resumed(OutputStream target) {
            this.target = target;
        }

        String copy(ApiResponse reply) throws IOException {
            MessageDigest digest = Sha256.digest();
            byte[] buffer = new byte[BUFFER];
            long read = 0;
            try (InputStream in = reply.stream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                    int passedOver = (int) Math.min(count, Math.max(0, written - read));
                    write(target, buffer, passedOver, count - passedOver);
                    written += count - passedOver;
                    read += count;
                }
            }
            byte[] sha256 = digest.digest();
            requireSame(sha256, reply.header("Repr-Digest"), reply.requestId());
            return HexFormat.of().formatHex(sha256);
        }
    }

    private static void requireSame(byte[] sha256, @Nullable String header, String requestId) {
        Matcher stated = SHA_256.matcher(header == null ? "" : header);
        if (stated.find() && !MessageDigest.isEqual(sha256, Base64.getDecoder().decode(stated.group(1)))) {
            throw new AdtGatewayException(
                    Failure.local(
                            AdtGatewayException.UNRECOGNISED_ANSWER,
                            ProblemCategory.RETRY,
                            "The file arrived damaged: its SHA-256 is not the one that the gateway states",
                            requestId),
                    null);
        }
    }
}
