package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.Problem;
import org.adtgateway.client.SigningException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts the files of a folder into the outbox, and moves them to {@code sent} or {@code refused} afterwards. Each pass
 * reads the folder and the outbox again, so that it does not matter where the last one was interrupted.
 */
final class DropFolder {
    private static final int QUIET_SECONDS = 2;

    private final Path folder;
    private final Outbox outbox;
    private final @Nullable FileSigner signer;
    private final @Nullable String reference;
    private final Console console;
    private final Set<String> reported = new HashSet<>();

    DropFolder(Path folder, Outbox outbox, @Nullable FileSigner signer, @Nullable String reference, Console console) {
        this.folder = folder;
        this.outbox = outbox;
        this.signer = signer;
        this.reference = reference;
        this.console = console;
    }

    /** Counts the files that a pass delivered, that were refused, and that are still to be delivered. */
    record Pass(int delivered, int refused, int waiting) {}

    Pass pass() {
        int delivered = 0;
        int refused = 0;
        int stuck = 0;
        try {
            for (Path file : files(".csv")) {
                stuck += acceptOrReport(file) ? 0 : 1;
            }
            int waiting = stuck + outbox.deliver();
            for (Path file : files(".csv")) {
                Path signature = SignatureFiles.signatureOf(file);
                if (Files.isRegularFile(signature)) {
                    String name = Outbox.nameOf(Files.readAllBytes(signature));
                    delivered += moveIf(file, name, "sent");
                    refused += moveIf(file, name, "refused");
                }
            }
            return new Pass(delivered, refused, waiting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes signatures and references whose file was moved before a crash. Otherwise the next file of the same name
     * would seem to be signed already.
     */
    void tidy() {
        try {
            for (Path signature : files(".csv.p7s")) {
                String name = signature.getFileName().toString();
                Path file = signature.resolveSibling(name.substring(0, name.length() - ".p7s".length()));
                if (!Files.exists(file) && isMoved(file, Outbox.nameOf(Files.readAllBytes(signature)))) {
                    Files.delete(signature);
                    Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".smsr"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMoved(Path file, String name) {
        return Stream.of("sent", "refused")
                .anyMatch(state ->
                        Files.exists(folder.resolve(".outbox").resolve(state).resolve(name))
                                && Files.exists(folder.resolve(state).resolve(file.getFileName())));
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file ->
                            file.toString().toLowerCase(Locale.ROOT).endsWith(ending) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    /** Returns false when the file or the key cannot be used; the other files are still accepted. */
    private boolean acceptOrReport(Path file) {
        try {
            accept(file);
            return true;
        } catch (IOException e) {
            reportOnce(file + " cannot be submitted: " + ErrorReporter.reason(e));
        } catch (UncheckedIOException e) {
            reportOnce(file + " cannot be submitted: " + ErrorReporter.reason(e.getCause()));
        } catch (SigningException e) {
            reportOnce(file + " cannot be signed: " + e.getMessage());
        }
        return false;
    }

    private void accept(Path file) throws IOException {
        if (!isUnchanged(file)) {
            return;
        }
        Path signature = SignatureFiles.signatureOf(file);
        if (!Files.exists(signature) && signer != null) {
            SignatureFiles.write(signature, signer.sign(file));
        }
        if (!Files.exists(signature)) {
            reportOnce(file + " waits for its signature " + signature.getFileName());
            return;
        }
        FileType type;
        try {
            type = FileTypeDetector.of(file, null);
        } catch (UsageException e) {
            reportOnce(String.valueOf(e.getMessage()));
            return;
        }
        SubmissionRequest request = SubmissionRequest.of(type, file).signature(Files.readAllBytes(signature));
        Path sidecar = file.resolveSibling(file.getFileName() + ".smsr");
        String smsr = Files.exists(sidecar) ? Files.readString(sidecar).strip() : reference;
        if (smsr != null) {
            request = request.serviceRequestReference(smsr);
        } else if (type.equals(FileType.ADT)) {
            reportOnce(file + " waits for " + sidecar.getFileName() + " with the reference of its service request");
            return;
        }
        outbox.put(request);
    }

    /** Tells whether the file has not been written to for a while. */
    private static boolean isUnchanged(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(Instant.now().minus(QUIET_SECONDS, ChronoUnit.SECONDS));
    }

    private void reportOnce(String text) {
        if (reported.add(text)) {
            console.note(text);
        }
    }

    /** Moves the file when its delivery has reached that state, and returns how many were moved. */
    private int moveIf(Path file, String name, String state) throws IOException {
        Path entry = folder.resolve(".outbox").resolve(state).resolve(name);
        if (!Files.exists(entry)) {
            return 0;
        }
        Path target = unused(folder.resolve(state).resolve(file.getFileName()), name);
        if (state.equals("sent")) {
            delivered(file, entry, target);
        } else {
            refused(file, entry, target);
        }
        // the file is moved last: while it is here with its signature, the next pass can complete an interrupted one
        List<String> companions = List.of(".p7s", ".smsr");
        for (String suffix : companions) {
            Path from = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(from)) {
                Files.copy(
                        from,
                        target.resolveSibling(target.getFileName() + suffix),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        for (String suffix : companions) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
        return 1;
    }

    private void delivered(Path file, Path entry, Path target) throws IOException {
        Path receipt = SignatureFiles.receiptOf(target);
        Files.copy(entry.resolve("receipt.p7m"), receipt, StandardCopyOption.REPLACE_EXISTING);
        String id = GatewayJson.read(Files.readString(entry.resolve("submission.json")), Submission.class)
                .id();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "DELIVERED");
        event.put("file", target.toString());
        event.put("submissionId", id);
        event.put("receipt", receipt.toString());
        console.event(
                event,
                () -> console.line(
                        console.good("Delivered: ") + file.getFileName() + " as " + id + ", receipt " + receipt));
    }

    private void refused(Path file, Path entry, Path target) throws IOException {
        Path report = target.resolveSibling(target.getFileName() + ".report.txt");
        Problem problem = GatewayJson.read(Files.readString(entry.resolve("problem.json")), Problem.class);
        Files.writeString(report, RefusalReport.of(problem));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "REFUSED");
        event.put("file", target.toString());
        event.put("report", report.toString());
        event.put("problem", problem);
        console.event(event, () -> console.failure("Refused: " + file.getFileName(), List.of("See " + report)));
    }

    /** Returns a name that is not used: a file of the same name may have been moved earlier. */
    private static Path unused(Path target, String name) {
        return Files.exists(target) ? target.resolveSibling(name + "-" + target.getFileName()) : target;
    }
}
