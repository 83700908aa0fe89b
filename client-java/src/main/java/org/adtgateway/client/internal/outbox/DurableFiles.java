package org.adtgateway.client.internal.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes files so that what a method has written survives a crash of the machine. */
public final class DurableFiles {
    private final Runnable beforeEachStep;

    /**
     * Writes files.
     *
     * @param beforeEachStep where a test may simulate a crash
     */
    public DurableFiles(Runnable beforeEachStep) {
        this.beforeEachStep = beforeEachStep;
    }

    public void write(Path file, byte[] content) throws IOException {
        beforeEachStep.run();
        try (FileChannel channel = create(file);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(content);
            channel.force(true);
        }
    }

    public void copy(InputStream content, Path file) throws IOException {
        beforeEachStep.run();
        try (FileChannel channel = create(file);
                OutputStream out = Channels.newOutputStream(channel)) {
            content.transferTo(out);
            channel.force(true);
        }
    }

    /** Moves a folder atomically, so that its new name never shows half of it. */
    public void move(Path folder, Path target) throws IOException {
        sync(folder);
        beforeEachStep.run();
        Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        beforeEachStep.run();
        sync(parent(target));
        sync(parent(folder));
    }

    public void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
        sync(parent(folder));
    }

    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path : parent;
    }

    /** Writes the folder's list of files, which is separate from the files. Windows does so itself. */
    static void sync(Path folder) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
