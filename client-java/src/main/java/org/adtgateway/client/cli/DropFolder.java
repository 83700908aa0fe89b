package org.adtgateway.client.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.SubmissionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files in a folder into the outbox, and moves them to where they belong by what became of them. Each pass
 * looks at the folder and the outbox afresh, so that it does not matter where the one before was broken off.
 */
final class DropFolder {
    private static final int STILL_SECONDS = 2;

    private final Path folder;
    private final Outbox outbox;
    private final @Nullable FileSigner signer;
    private final @Nullable String reference;
    private final Console console;
    private final Set<String> told = new HashSet<>();

    DropFolder(Path folder, Outbox outbox, @Nullable FileSigner signer, @Nullable String reference, Console console) {
        this.folder = folder;
        this.outbox = outbox;
        this.signer = signer;
        this.reference = reference;
        this.console = console;
    }

    /** How one pass ended. */
    record Pass(int delivered, int refused, int waiting) {}

    Pass pass() {
        int delivered = 0;
        int refused = 0;
        try {
            for (Path file : files()) {
                takeUp(file);
            }
            int waiting = outbox.deliver();
            for (Path file : files()) {
                Path signature = Signatures.signatureOf(file);
                if (Files.exists(signature)) {
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

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(".csv") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private void takeUp(Path file) throws IOException {
        if (!isStill(file)) {
            return;
        }
        Path signature = Signatures.signatureOf(file);
        if (!Files.exists(signature) && signer != null) {
            Signatures.write(signature, signer.sign(file));
        }
        if (!Files.exists(signature)) {
            tellOnce(file + " waits for its signature " + signature.getFileName());
            return;
        }
        FileType type;
        try {
            type = FileTypes.of(file, null);
        } catch (UsageException e) {
            tellOnce(String.valueOf(e.getMessage()));
            return;
        }
        SubmissionRequest request = SubmissionRequest.of(type, file).signature(Files.readAllBytes(signature));
        Path sidecar = file.resolveSibling(file.getFileName() + ".smsr");
        String smsr = Files.exists(sidecar) ? Files.readString(sidecar).strip() : reference;
        if (smsr != null) {
            request = request.serviceRequestReference(smsr);
        } else if (type == FileType.ADT) {
            tellOnce(file + " waits for " + sidecar.getFileName() + " with the reference of its service request");
            return;
        }
        outbox.put(request);
    }

    /** Nobody is writing to it any more. */
    private static boolean isStill(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(Instant.now().minus(STILL_SECONDS, ChronoUnit.SECONDS));
    }

    private void tellOnce(String text) {
        if (told.add(text)) {
            console.note(text);
        }
    }

    /** Returns how many were moved. */
    private int moveIf(Path file, String name, String state) throws IOException {
        Path entry = folder.resolve(".outbox").resolve(state).resolve(name);
        if (!Files.exists(entry)) {
            return 0;
        }
        Path target = free(folder.resolve(state).resolve(file.getFileName()), name);
        if (state.equals("sent")) {
            Files.copy(entry.resolve("receipt.p7m"), Signatures.receiptOf(target), StandardCopyOption.REPLACE_EXISTING);
            console.line(
                    console.good("Delivered: ") + file.getFileName() + ", receipt " + Signatures.receiptOf(target));
        } else {
            Path report = target.resolveSibling(target.getFileName() + ".report.txt");
            Files.writeString(report, RefusalReport.of(entry.resolve("problem.json")));
            console.failure("Refused: " + file.getFileName(), List.of("See " + report));
        }
        for (String suffix : List.of(".smsr", ".p7s", "")) {
            Path from = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(from)) {
                // the file itself last: as long as it is here, the next pass finishes what this one began
                Files.move(
                        from,
                        target.resolveSibling(target.getFileName() + suffix),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return 1;
    }

    /** A file of the same name may have gone before. */
    private static Path free(Path target, String name) {
        return Files.exists(target) ? target.resolveSibling(name + "-" + target.getFileName()) : target;
    }
}
