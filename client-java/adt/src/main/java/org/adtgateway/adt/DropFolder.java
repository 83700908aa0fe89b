package org.adtgateway.adt;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.NameTakenException;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.SigningException;
import org.adtgateway.client.SubmissionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts the files of a folder into the outbox once they are whole, and publishes what becomes of them in {@code sent} and {@code refused}. Each pass reads the
 * folder, its records and the outbox again, so that it does not matter where the last one was interrupted. Trouble with one file is not trouble with another.
 */
final class DropFolder {
    static final Pattern REFERENCE = Pattern.compile("[!-~]{1,64}");

    private static final String EVENT = "WAITING";
    /** Names that programs give to a file while they write it. */
    private static final Pattern IN_PROGRESS =
            Pattern.compile("[.~].*|.*(~|\\.(part|filepart|tmp|temp|crdownload|swp))", Pattern.CASE_INSENSITIVE);

    private static final Pattern COMPANION =
            Pattern.compile(".*\\.(p7s|smsr|ready|receipt\\.p7m|report\\.txt)", Pattern.CASE_INSENSITIVE);
    /** How long a file may be in the making, or wait for a companion, before that is reported. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path folder;
    private final Outbox outbox;
    private final Options options;
    private final ServiceLog log;
    private final FileLooks looks = new FileLooks(System::nanoTime);
    private final DropRecord.Store records;
    private final Publication publication;
    private final Set<String> settling = new HashSet<>();
    private final Map<String, Long> troubledSince = new HashMap<>();
    private boolean tellAll;

    /**
     * Holds what can be chosen.
     *
     * @param signer null to submit signed files only
     * @param reference for ADT files that have none of their own
     * @param marker null to find out by looks whether a file is whole
     * @param quiet how long nothing about a file may change before it counts as whole; null for the usual time
     */
    record Options(
            @Nullable FileSigner signer,
            @Nullable String reference,
            @Nullable Marker marker,
            @Nullable Duration quiet) {
        private static final Duration SIGNED = Duration.ofSeconds(2);
        private static final Duration UNSIGNED = Duration.ofSeconds(30);

        /** A signature proves what it is for; what is signed here must be known to be whole. */
        Duration quiet(boolean signed) {
            return marker != null ? Duration.ZERO : quiet != null ? quiet : signed ? SIGNED : UNSIGNED;
        }
    }

    /** Counts the files that a pass found in each state. */
    record Pass(int settling, int left) {}

    DropFolder(Path folder, Outbox outbox, Options options, ServiceLog log) throws IOException {
        this.folder = folder;
        this.outbox = outbox;
        this.options = options;
        this.log = log;
        this.records = new DropRecord.Store(folder.resolve(".outbox").resolve("files"));
        this.publication = new Publication(folder, looks, log);
    }

    Publication publication() {
        return publication;
    }

    /**
     * Takes up what is whole, and publishes what has become of the files that were.
     *
     * @param last whether to report also what may pass by itself in a moment
     */
    Pass pass(boolean last) throws IOException {
        tellAll = last;
        settling.clear();
        Set<String> left = new HashSet<>();
        for (DropRecord record : records.all()) {
            each(record.file(), left, () -> finish(record));
        }
        for (Path file : files()) {
            each(String.valueOf(file.getFileName()), left, () -> step(file));
        }
        publication.lookAgain();
        for (String gone : troubledSince.keySet()) {
            if (!left.contains(gone)) {
                log.forget(gone);
            }
        }
        troubledSince.keySet().retainAll(left);
        return new Pass(settling.size(), left.size());
    }

    /** Names the file that an act of the outbox is. */
    String fileOf(String act) {
        try {
            for (DropRecord record : records.all()) {
                if (record.act().equals(act)) {
                    return record.file();
                }
            }
        } catch (IOException e) {
            // the name of the act then has to do
        }
        return act;
    }

    /** Does something with one file. */
    private interface Step {
        void run() throws IOException, Waiting;
    }

    /** Reports that a file cannot be taken up now, and why. */
    private static final class Waiting extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;
        private final boolean passing;

        Waiting(String code, String message) {
            this(code, message, false);
        }

        /** @param passing whether it may pass by itself in a moment, as a sender puts several files there */
        Waiting(String code, String message, boolean passing) {
            super(message);
            this.code = code;
            this.passing = passing;
        }
    }

    private void each(String name, Set<String> left, Step step) {
        try {
            step.run();
            if (!left.contains(name)) {
                log.over(name, "RESUMED", name + ": it goes on");
            }
        } catch (Waiting e) {
            left.add(name);
            long since = troubledSince.computeIfAbsent(name, key -> System.nanoTime());
            if (!e.passing || tellAll || System.nanoTime() - since >= PATIENCE.toNanos()) {
                log.trouble(name, EVENT, e.code, name + " " + e.getMessage());
            }
        } catch (SigningException e) {
            trouble(name, left, "SIGNING", "cannot be signed: " + e.getMessage());
        } catch (InvalidPathException e) {
            trouble(
                    name,
                    left,
                    "NAME",
                    "has a name that cannot be used here: rename it, or set LC_ALL to a UTF-8 locale such as C.UTF-8");
        } catch (IOException e) {
            trouble(name, left, "FILE", "cannot be taken up: " + ErrorReporter.reason(e));
        } catch (RuntimeException e) {
            trouble(name, left, "FILE", "cannot be taken up: " + ErrorReporter.reason(e));
        }
    }

    private void trouble(String name, Set<String> left, String code, String text) {
        left.add(name);
        troubledSince.putIfAbsent(name, System.nanoTime());
        log.trouble(name, EVENT, code, name + " " + text);
    }

    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!IN_PROGRESS.matcher(name).matches()
                        && !COMPANION.matcher(name).matches()
                        && Files.isRegularFile(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** Moves one file as far as it goes. */
    private void step(Path file) throws IOException, Waiting {
        String name = String.valueOf(file.getFileName());
        if (!file.equals(folder.resolve(name))) {
            throw new InvalidPathException(name, "not in the encoding of this machine");
        }
        if (!name.toLowerCase(Locale.ROOT).endsWith(".csv")) {
            throw new Waiting(
                    "NOT_CSV", "is not a CSV file, and is not submitted: save it as CSV (UTF-8), or remove it");
        }
        if (records.find(name) == null) {
            takeUp(file, name);
        }
    }

    private void takeUp(Path file, String name) throws IOException, Waiting {
        if (Files.size(file) == 0) {
            throw new Waiting("EMPTY", "is empty", true);
        }
        Path missing = options.marker() == null ? null : options.marker().missing(file);
        if (missing != null) {
            throw new Waiting("MARKER", "waits for " + missing.getFileName(), true);
        }
        Path signatureFile = SignatureFiles.signatureOf(file);
        boolean signed = Files.exists(signatureFile);
        FileSigner signer = options.signer();
        if (!signed && signer == null) {
            throw new Waiting("SIGNATURE", "waits for its signature " + signatureFile.getFileName(), true);
        }
        FileType type;
        try {
            type = FileTypeDetector.of(file, null);
        } catch (UsageException e) {
            throw new Waiting("TYPE", "is of unknown type: " + e.getMessage(), true);
        }
        Path referenceFile = DurableFiles.beside(file, ".smsr");
        String reference = reference(type, referenceFile);
        String digest = looks.digestOfWhole(file, List.of(signatureFile, referenceFile), options.quiet(signed));
        if (digest == null) {
            settling.add(name);
            if (tellAll) {
                throw new Waiting("UNSETTLED", "is still being written");
            }
            return;
        }
        byte[] signature = signed ? signatureOver(file, signatureFile) : sign(Objects.requireNonNull(signer), file);
        put(file, DropRecord.of(name, digest, Outbox.nameOf(signature)), request(type, file, signature, reference));
    }

    private static byte[] sign(FileSigner signer, Path file) {
        signer.requireValid();
        return signer.sign(file);
    }

    /** Reads a signature that was made elsewhere. While it is for other bytes, the file or the signature is not whole yet. */
    private static byte[] signatureOver(Path file, Path signatureFile) throws IOException, Waiting {
        byte[] signature = Files.readAllBytes(signatureFile);
        try {
            FileSignatureVerifier.requireOver(file, signature);
        } catch (SignatureRefusedException e) {
            if (e.isOverOtherBytes()) {
                throw new Waiting(
                        "DIGEST_MISMATCH",
                        "has a signature for other bytes: it is not whole yet, or was changed after it was signed; then sign it again",
                        true);
            }
            // what else is wrong with it, the gateway tells
        }
        return signature;
    }

    private @Nullable String reference(FileType type, Path referenceFile) throws Waiting {
        if (!Files.exists(referenceFile)) {
            if (options.reference() == null && type.equals(FileType.ADT)) {
                throw new Waiting(
                        "REFERENCE",
                        "waits for " + referenceFile.getFileName() + " with the reference of its service request",
                        true);
            }
            return type.equals(FileType.ADT) ? options.reference() : null;
        }
        String reference = TextFile.read(referenceFile).strip();
        if (!REFERENCE.matcher(reference).matches()) {
            throw new Waiting(
                    "REFERENCE",
                    "waits: " + referenceFile.getFileName()
                            + " has no reference of a service request, which is 1 to 64 letters, digits and signs without blanks, but '"
                            + shown(reference) + "'",
                    true);
        }
        return reference;
    }

    private static String shown(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() > 80 ? first.substring(0, 80) + "..." : first;
    }

    private static SubmissionRequest request(FileType type, Path file, byte[] signature, @Nullable String reference) {
        SubmissionRequest request = SubmissionRequest.of(type, file).signature(signature);
        return reference == null ? request : request.serviceRequestReference(reference);
    }

    /** Puts a file into the outbox, unless it has changed since it was found whole: nothing has been sent by then. */
    private void put(Path file, DropRecord record, SubmissionRequest request) throws IOException, Waiting {
        if (!looks.isCertainlyUnchanged(file, record.sha256())) {
            startAgain(file, record.file());
            return;
        }
        requireOwnAct(record);
        records.write(record);
        try {
            outbox.put(request);
        } catch (SignatureRefusedException e) {
            records.delete(record);
            startAgain(file, record.file());
        } catch (NameTakenException e) {
            records.delete(record);
            throw new Waiting("SAME_ACT", "has the same signature as another file that is being delivered");
        }
    }

    private void requireOwnAct(DropRecord record) throws IOException, Waiting {
        for (DropRecord other : records.all()) {
            if (other.act().equals(record.act()) && !other.file().equals(record.file())) {
                throw new Waiting("SAME_ACT", "has the same signature as " + other.file());
            }
        }
        if (outbox.state(record.act()) == Outbox.State.SENT) {
            // of an earlier time: the gateway is asked again
            outbox.discard(record.act());
        }
    }

    private void startAgain(Path file, String name) {
        looks.forget(file);
        settling.add(name);
    }

    /** Goes on with a file that was put into the outbox. */
    private void finish(DropRecord record) throws IOException, Waiting {
        Path file = folder.resolve(record.file());
        Outbox.State state = outbox.state(record.act());
        if (state == null && !record.published()) {
            // nothing was put into the outbox, and nothing sent
            records.delete(record);
        } else if (state == Outbox.State.WAITING) {
            takeBackIfChanged(record, file);
        } else {
            publish(record, file, state);
        }
    }

    /** Takes an act out of the outbox when its file was changed, or taken away, before the first attempt to send it. */
    private void takeBackIfChanged(DropRecord record, Path file) throws IOException {
        if (!Files.exists(file) || !looks.isUnchanged(file, record.sha256())) {
            try {
                outbox.discard(record.act());
            } catch (IllegalStateException e) {
                // it may have been delivered: what becomes of it will be known
                return;
            }
            records.delete(record);
            startAgain(file, record.file());
        }
    }

    private void publish(DropRecord record, Path file, Outbox.@Nullable State state) throws IOException, Waiting {
        DropRecord published = record;
        Path entry = entry(record, state);
        if (!record.published() && entry != null) {
            Publication.Kind kind = state == Outbox.State.SENT ? Publication.Kind.SENT : Publication.Kind.REFUSED;
            if (record.target() == null) {
                published = record.withTarget(publication.target(kind, record));
                records.write(published);
            }
            publication.publish(kind, published, entry);
            published = published.asPublished();
            records.write(published);
        }
        try {
            publication.takeAway(published, file, entry);
        } catch (FileSystemException e) {
            throw new Waiting(
                    "MOVE",
                    "is done with (see " + published.target()
                            + "), but cannot be moved away: close the program that has it open, or remove it ("
                            + ErrorReporter.reason(e) + ")");
        }
        if (state != null) {
            outbox.discard(record.act());
        }
        records.delete(record);
        looks.forget(file);
    }

    private @Nullable Path entry(DropRecord record, Outbox.@Nullable State state) {
        return state == null
                ? null
                : folder.resolve(".outbox")
                        .resolve(state.name().toLowerCase(Locale.ROOT))
                        .resolve(record.act());
    }
}
