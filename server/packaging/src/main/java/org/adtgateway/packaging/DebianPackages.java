package org.adtgateway.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The few files of Debian that a Java runtime needs. {@code debian-packages.txt} has the versions and digests of their packages, so that an image
 * is the same whichever mirror they come from.
 */
final class DebianPackages {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Libraries, the shell, what a scanner knows the distribution by, and the licences. */
    private static final Pattern NEEDED = Pattern.compile("usr/lib64/[^/]+|usr/lib/[^/]+-linux-gnu/[^/]+\\.so[.\\d]*"
            + "|usr/bin/(dash|sh)|etc/debian_version|(etc|usr/lib)/os-release|usr/share/doc/[^/]+/copyright");

    /** What programs name by a path from before Debian moved it: in Debian a link of a folder. */
    private static final Map<String, String> FORMER_FOLDERS = Map.of("usr/lib64/", "lib64/", "usr/bin/", "bin/");

    private final List<URI> mirrors;
    private final Path downloads;

    /**
     * Where to get them.
     *
     * @param mirrors tried one after the other
     * @param downloads keeps what was fetched
     */
    DebianPackages(List<URI> mirrors, Path downloads) {
        this.mirrors = mirrors;
        this.downloads = downloads;
    }

    private record Debian(String path, String sha256) {
        String name() {
            return path.replaceFirst(".*/", "").replaceFirst("_.*", "");
        }
    }

    /**
     * Unpacks what is needed of them into a folder, links as copies of what they lead to, and notes each package where scanners look in an image
     * without dpkg ({@code /var/lib/dpkg/status.d}).
     *
     * @param chosen which packages, by name
     */
    void unpack(Predicate<String> chosen, Path folder) throws IOException, LeftOutException {
        for (Debian each : list()) {
            if (chosen.test(each.name())) {
                ArArchiveInputStream parts = new ArArchiveInputStream(new ByteArrayInputStream(fetch(each)));
                for (ArArchiveEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
                    if (part.getName().equals("data.tar.xz")) {
                        unpackData(tar(parts), folder);
                    } else if (part.getName().equals("control.tar.xz")) {
                        write(folder, "var/lib/dpkg/status.d/" + each.name(), new Content(control(tar(parts)), false));
                    }
                }
            }
        }
    }

    private static TarArchiveInputStream tar(InputStream part) throws IOException {
        return new TarArchiveInputStream(new XZCompressorInputStream(part));
    }

    private static byte[] control(TarArchiveInputStream tar) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals("./control")) {
                return tar.readAllBytes();
            }
        }
        throw new IOException("a package has no control file");
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] bytes, boolean executable) {}

    private static void unpackData(TarArchiveInputStream tar, Path folder) throws IOException {
        Map<String, Content> files = new TreeMap<>();
        Map<String, String> links = new TreeMap<>();
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName().replaceFirst("^\\./", "");
            if (!NEEDED.matcher(name).matches()) {
                continue;
            }
            if (entry.isSymbolicLink()) {
                links.put(
                        name,
                        Path.of(name)
                                .resolveSibling(entry.getLinkName())
                                .normalize()
                                .toString());
            } else {
                files.put(name, new Content(tar.readAllBytes(), (entry.getMode() & 0111) != 0));
            }
        }
        links.forEach((name, target) -> {
            if (files.containsKey(target)) {
                files.put(name, files.get(target));
            }
        });
        for (Map.Entry<String, Content> file : files.entrySet()) {
            write(folder, file.getKey(), file.getValue());
            for (Map.Entry<String, String> former : FORMER_FOLDERS.entrySet()) {
                if (file.getKey().startsWith(former.getKey())) {
                    write(folder, file.getKey().replace(former.getKey(), former.getValue()), file.getValue());
                }
            }
        }
    }

    private static void write(Path folder, String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, content.bytes());
        if (content.executable() && !file.toFile().setExecutable(true, false)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    private static List<Debian> list() throws IOException {
        try (InputStream in = Objects.requireNonNull(DebianPackages.class.getResourceAsStream("debian-packages.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Debian(words[0], words[1]))
                    .toList();
        }
    }

    private byte[] fetch(Debian wanted) throws IOException, LeftOutException {
        Path file = downloads.resolve(wanted.sha256() + ".deb");
        if (Files.exists(file)) {
            return Files.readAllBytes(file);
        }
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            URI address = mirror.resolve(wanted.path());
            byte[] bytes = get(address, failures);
            if (bytes != null && !sha256(bytes).equals(wanted.sha256())) {
                failures.add(address + " is not what debian-packages.txt names");
            } else if (bytes != null) {
                write(downloads, wanted.sha256() + ".deb", new Content(bytes, false));
                return bytes;
            }
        }
        throw new LeftOutException("no mirror of Debian has " + wanted.path()
                + " (-Ddist.debian=ADDRESS names another): " + String.join("; ", failures));
    }

    private static byte @Nullable [] get(URI address, List<String> failures) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return response.body();
            }
            failures.add(address + " responds " + response.statusCode());
        } catch (IOException e) {
            failures.add(address + " cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(address + " was interrupted");
        }
        return null;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
