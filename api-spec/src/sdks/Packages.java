import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs folders as npm and pip expect them, without either: a tarball (ustar, gzip) or a wheel (zip, with the digests of its
 * files in RECORD). Built twice, the bytes are the same: files are sorted and have one time, and nothing tells of the machine.
 *
 * <p>Usage: {@code java Packages.java TIME (FOLDER FILE)...}; a FILE that ends in .whl is a wheel.
 */
class Packages {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;

    public static void main(String[] arguments) throws Exception {
        Instant time = Instant.parse(arguments[0]);
        for (int i = 1; i < arguments.length; i += 2) {
            Map<String, byte[]> files = read(Path.of(arguments[i]));
            Path target = Path.of(arguments[i + 1]);
            Files.createDirectories(target.getParent());
            try (OutputStream out = Files.newOutputStream(target)) {
                if (target.toString().endsWith(".whl")) {
                    wheel(files, time, out);
                } else {
                    tarball(files, time, out);
                }
            }
            System.out.println("Packed " + target.getFileName() + " (" + files.size() + " files)");
        }
    }

    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** The digests of the files stand last in the archive, in RECORD, which has no digest of its own. */
    private static void wheel(Map<String, byte[]> files, Instant time, OutputStream target) throws Exception {
        StringBuilder record = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(file.getValue());
            String digest = Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
            record.append(file.getKey()).append(",sha256=").append(digest).append(',').append(file.getValue().length).append('\n');
        }
        String name = files.keySet().stream()
                .filter(file -> file.endsWith(".dist-info/METADATA"))
                .findFirst()
                .orElseThrow()
                .replace("METADATA", "RECORD");
        record.append(name).append(",,\n");
        try (ZipOutputStream zip = new ZipOutputStream(target)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                add(zip, file.getKey(), file.getValue(), time);
            }
            add(zip, name, record.toString().getBytes(StandardCharsets.UTF_8), time);
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content, Instant time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static void tarball(Map<String, byte[]> files, Instant time, OutputStream target) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            tar.write(header(file.getKey(), file.getValue().length, time));
            tar.write(file.getValue());
            tar.write(new byte[(BLOCK - file.getValue().length % BLOCK) % BLOCK]);
        }
        tar.write(new byte[2 * BLOCK]);
        try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
            tar.writeTo(gzip);
        }
    }

    /** POSIX.1-1988, ustar. */
    private static byte[] header(String name, int size, Instant time) {
        if (name.length() > NAME_BYTES) {
            throw new IllegalArgumentException("Too long for a tarball: " + name);
        }
        StringBuilder header = new StringBuilder();
        for (String[] field : List.<String[]>of(
                new String[] {name, "100"},
                new String[] {"0000644", "8"},
                new String[] {"0000000", "8"},
                new String[] {"0000000", "8"},
                new String[] {String.format("%011o", size), "12"},
                new String[] {String.format("%011o", time.getEpochSecond()), "12"},
                new String[] {"        ", "8"},
                new String[] {"0", "1"},
                new String[] {"", "100"},
                new String[] {"ustar", "6"},
                new String[] {"00", "2"},
                new String[] {"", "247"})) {
            header.append(field[0]).append("\0".repeat(Integer.parseInt(field[1]) - field[0].length()));
        }
        byte[] bytes = header.toString().getBytes(StandardCharsets.US_ASCII);
        int sum = 0;
        for (byte one : bytes) {
            sum += one;
        }
        byte[] checksum = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, bytes, 148, checksum.length);
        return bytes;
    }
}
