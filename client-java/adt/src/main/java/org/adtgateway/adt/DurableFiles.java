package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes files whole or not at all, so that they survive a crash of the machine, and names those that lie beside another. */
final class DurableFiles {
    /** The longest name on the file systems in use, in bytes of UTF-8. */
    private static final int LONGEST_NAME = 255;

    private static final int BUFFER = 64 * 1024;
    private static final int TAG_LENGTH = 8;

    private DurableFiles() {}

    /** Names the file beside another: its name with this ending. A name that would be too long is cut, and stays unique. */
    static Path beside(Path file, String ending) {
        String name = file.getFileName() + ending;
        if (isShortEnough(name)) {
            return file.resolveSibling(name);
        }
        String whole = String.valueOf(file.getFileName());
        String tag = "~" + sha256(whole.getBytes(StandardCharsets.UTF_8)).substring(0, TAG_LENGTH) + ending;
        String beginning = whole;
        while (beginning.getBytes(StandardCharsets.UTF_8).length + tag.length() > LONGEST_NAME) {
            beginning = beginning.substring(0, beginning.offsetByCodePoints(beginning.length(), -1));
        }
        return file.resolveSibling(beginning + tag);
    }

    /** Tells whether a file may have this name, as far as its length goes. */
    static boolean isShortEnough(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    static void write(Path file, byte[] content) throws IOException {
        replace(file, out -> out.write(content));
    }

    static void copy(Path source, Path target) throws IOException {
        replace(target, out -> {
            try (InputStream in = Files.newInputStream(source)) {
                in.transferTo(out);
            }
        });
    }

    /** Writes a content. */
    @FunctionalInterface
    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    private static void replace(Path target, Content content) throws IOException {
        Path folder = folderOf(target);
        // not a temporary file of the runtime's: only its owner could read it
        Path part = folder.resolve("." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                    OutputStream out = Channels.newOutputStream(channel)) {
                content.to(out);
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        sync(folder);
    }

    /** Moves a file or folder within a file system, as a whole. */
    static void move(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        sync(folderOf(target));
        sync(folderOf(source));
    }

    /** Forces what is in a folder to the disk, and the folder itself. */
    static void force(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
        sync(folder);
    }

    static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            List<Path> deepestFirst;
            try (Stream<Path> all = Files.walk(tree)) {
                deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    /** Writes the list of files of a folder, which is separate from the files. Windows does so itself. */
    private static void sync(Path folder) throws IOException {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static String sha256(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest())) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // the digest is all that is wanted
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
