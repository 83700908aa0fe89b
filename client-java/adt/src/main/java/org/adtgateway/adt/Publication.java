package org.adtgateway.adt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.Problem;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what became of the files of a drop folder. What is in {@code sent} is what was delivered, byte for byte: a copy of the outbox's own. The file that lay
 * in the folder is kept aside for a while and looked at again, as a program may still have it open and write to it.
 */
final class Publication {
    /** How long a file is kept that may still be written to by the program that put it there. */
    private static final Duration KEPT_ASIDE = Duration.ofMinutes(10);

    private final Path folder;
    private final Path aside;
    private final FileLooks looks;
    private final ServiceLog log;
    private int delivered;
    private int refused;
    private int alarms;

    Publication(Path folder, FileLooks looks, ServiceLog log) throws IOException {
        this.folder = folder;
        this.looks = looks;
        this.log = log;
        this.aside = Files.createDirectories(folder.resolve(".outbox").resolve("aside"));
    }

    /** Lists what can become of a file. */
    enum Kind {
        SENT("sent"),
        REFUSED("refused");

        private final String folderName;

        Kind(String folderName) {
            this.folderName = folderName;
        }
    }

    int delivered() {
        return delivered;
    }

    int refused() {
        return refused;
    }

    /** Counts the files that were changed after they had been delivered. */
    int alarms() {
        return alarms;
    }

    /** Chooses a name that is not used: a file of the same name may have been published earlier. */
    String target(Kind kind, DropRecord record) {
        Path plain = folder.resolve(kind.folderName).resolve(record.file());
        Path target = plain;
        for (int number = 2; Files.exists(target); number++) {
            target = numbered(plain, number);
        }
        return folder.relativize(target).toString();
    }

    /** Puts a number before the name, so that the ending stays; what is too long is cut at the end. */
    private static Path numbered(Path file, int number) {
        return DurableFiles.beside(file.resolveSibling(number + "-" + file.getFileName()), "");
    }

    /** Writes the result beside a copy of what was sent, which comes last: when it is there, all is. */
    void publish(Kind kind, DropRecord record, Path entry) throws IOException {
        Path target = folder.resolve(String.valueOf(record.target()));
        DurableFiles.copy(entry.resolve("signature.p7s"), SignatureFiles.signatureOf(target));
        Path reference = DurableFiles.beside(folder.resolve(record.file()), ".smsr");
        if (Files.exists(reference)) {
            DurableFiles.copy(reference, DurableFiles.beside(target, ".smsr"));
        }
        if (kind == Kind.SENT) {
            delivered(record, entry, target);
        } else {
            refused(record, entry, target);
        }
    }

    private void delivered(DropRecord record, Path entry, Path target) throws IOException {
        Path receipt = SignatureFiles.receiptOf(target);
        DurableFiles.copy(entry.resolve("receipt.p7m"), receipt);
        DurableFiles.copy(entry.resolve("file.csv"), target);
        String id = GatewayJson.read(Files.readString(entry.resolve("submission.json")), Submission.class)
                .id();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("file", target.toString());
        event.put("submissionId", id);
        event.put("receipt", receipt.toString());
        delivered++;
        log.done("DELIVERED", event, "Delivered: ", record.file() + " as " + id + ", receipt " + receipt);
    }

    private void refused(DropRecord record, Path entry, Path target) throws IOException {
        Path report = DurableFiles.beside(target, ".report.txt");
        Problem problem = GatewayJson.read(Files.readString(entry.resolve("problem.json")), Problem.class);
        DurableFiles.write(report, RefusalReport.of(problem).getBytes(StandardCharsets.UTF_8));
        DurableFiles.copy(entry.resolve("file.csv"), target);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("file", target.toString());
        event.put("report", report.toString());
        event.put("problem", problem);
        refused++;
        log.failed("REFUSED", event, "Refused: ", record.file() + ", see " + report);
    }

    /**
     * Takes the file out of the drop folder. One that has other bytes by now stays there, as another file.
     *
     * @param entry of the outbox; null when it is gone already
     */
    void takeAway(DropRecord record, Path file, @Nullable Path entry) throws IOException {
        boolean sent = String.valueOf(record.target()).startsWith(Kind.SENT.folderName);
        if (Files.exists(file)) {
            if (looks.isCertainlyUnchanged(file, record.sha256())) {
                DurableFiles.move(file, aside.resolve(record.act() + ".csv"));
                Files.deleteIfExists(DurableFiles.beside(file, ".smsr"));
                Files.deleteIfExists(DurableFiles.beside(file, ".ready"));
            } else if (sent) {
                alarm(record, record.file() + " was changed after it had been delivered: ");
            }
        }
        Path own = aside.resolve(record.act() + ".csv");
        if (Files.exists(own)) {
            DurableFiles.write(
                    aside.resolve(record.act() + ".json"),
                    GatewayJson.toPrettyJson(record).getBytes(StandardCharsets.UTF_8));
        }
        Path signature = SignatureFiles.signatureOf(file);
        if (entry != null
                && Files.isRegularFile(signature)
                && Arrays.equals(Files.readAllBytes(signature), Files.readAllBytes(entry.resolve("signature.p7s")))) {
            Files.delete(signature);
        }
    }

    private void alarm(DropRecord record, String what) {
        alarms++;
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("file", record.file());
        event.put("delivered", String.valueOf(record.target()));
        log.failed(
                "CHANGED_AFTER_DELIVERY",
                event,
                "ALARM: ",
                what + record.target() + " is what was delivered. What it is now stays in the folder, as a new file."
                        + " Was it whole? See --marker and --quiet in 'adt watch --help'");
    }

    /** Looks whether a file that was delivered has been written to since. */
    void lookAgain() throws IOException {
        try (Stream<Path> entries = Files.list(aside)) {
            for (Path note :
                    entries.filter(each -> each.toString().endsWith(".json")).toList()) {
                lookAgain(note);
            }
        }
    }

    private void lookAgain(Path note) throws IOException {
        DropRecord record = GatewayJson.read(Files.readString(note), DropRecord.class);
        Path file = aside.resolve(record.act() + ".csv");
        boolean old = Files.getLastModifiedTime(note)
                .toInstant()
                .isBefore(Instant.now().minus(KEPT_ASIDE));
        if (!Files.exists(file)) {
            Files.delete(note);
        } else if (old ? looks.isCertainlyUnchanged(file, record.sha256()) : looks.isUnchanged(file, record.sha256())) {
            if (old) {
                Files.delete(file);
                Files.delete(note);
                looks.forget(file);
            }
        } else {
            Path back = folder.resolve(record.file());
            for (int number = 2; Files.exists(back); number++) {
                back = numbered(folder.resolve(record.file()), number);
            }
            DurableFiles.move(file, back);
            Files.delete(note);
            looks.forget(file);
            if (String.valueOf(record.target()).startsWith(Kind.SENT.folderName)) {
                alarm(record, record.file() + " was written to after it had been delivered: ");
            }
        }
    }

    /** Lists the folders that results are published in. */
    static List<String> folders() {
        return List.of(Kind.SENT.folderName, Kind.REFUSED.folderName);
    }
}
