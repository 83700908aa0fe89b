package org.adtgateway.sandbox;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileType;
import org.adtgateway.client.RowOutcomeResult;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.testing.Gateway;
import org.jspecify.annotations.Nullable;

/**
 * A DCC that does with a submission what its service request reference says, such as SIM-REJECT, and leaves all others alone. It is an operator like
 * any other, and works by the API only.
 */
final class SimulatedDcc implements AutoCloseable {
    static final String PARTY = "dcc-simulator";

    private static final String PREFIX = "SIM-";
    /** What comes behind the word and a hyphen is the supplier's, so that references can differ. */
    private static final Pattern REFERENCE = Pattern.compile("SIM-([A-Z]+)(?:-(\\d{1,4})([sm])(?=-|$))?(?:-.*)?");

    private static final Duration SLOWEST = Duration.ofHours(1);
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** What a reference can ask for. */
    enum Behaviour {
        COMPLETE("claims it and completes it"),
        REJECT("claims it and rejects it with a reason"),
        PARTIAL("claims it and completes it; every second request of an Exit Quarantine file was not in quarantine"),
        SLOW("claims it and completes it after a time: SIM-SLOW-10s, SIM-SLOW-5m, at most one hour"),
        CLAIM("claims it and never decides, so that it cannot be withdrawn"),
        RELEASE("claims it, hands the claim back, and leaves it alone from then on"),
        WAIT("never claims it, so that it can be withdrawn");

        private final String text;

        Behaviour(String text) {
            this.text = text;
        }

        /** Says what the DCC does then. */
        String text() {
            return text;
        }
    }

    /** A reference that could be read; the delay is zero but for SLOW. */
    record Wish(Behaviour behaviour, Duration delay) {
        /**
         * Reads a reference that begins with SIM-.
         *
         * @throws IllegalArgumentException saying what can be asked for
         */
        static Wish of(String reference) {
            Matcher matcher = REFERENCE.matcher(reference);
            Optional<Behaviour> named = !matcher.matches()
                    ? Optional.empty()
                    : Stream.of(Behaviour.values())
                            .filter(each -> each.name().equals(matcher.group(1)))
                            .findFirst();
            if (named.isEmpty()) {
                throw new IllegalArgumentException(reference + " asks for nothing that the simulated DCC knows: "
                        + Stream.of(Behaviour.values())
                                .map(each -> PREFIX + each)
                                .collect(Collectors.joining(", ")));
            }
            Duration delay = delay(matcher.group(2), matcher.group(3));
            if ((named.get() == Behaviour.SLOW) != (delay.compareTo(Duration.ZERO) > 0)
                    || delay.compareTo(SLOWEST) > 0) {
                throw new IllegalArgumentException(reference
                        + ": SIM-SLOW takes a time of up to one hour, such as SIM-SLOW-10s; the others take none");
            }
            return new Wish(named.get(), delay);
        }

        private static Duration delay(@Nullable String number, @Nullable String unit) {
            if (number == null || unit == null) {
                return Duration.ZERO;
            }
            long count = Long.parseLong(number);
            return unit.equals("m") ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
        }
    }

    private final AdtGatewayClient api;
    private final Consumer<String> told;
    private final ScheduledExecutorService decisions = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean closed;
    private final Thread reading = new Thread(this::read, "simulated-dcc");

    /**
     * Does not work yet.
     *
     * @param api as the operator that it is
     * @param told what it does, a line each
     */
    SimulatedDcc(AdtGatewayClient api, Consumer<String> told) {
        this.api = api;
        this.told = told;
        reading.setDaemon(true);
    }

    /** Registers it as a Party of its own, by the operator's command. */
    static void register(Gateway gateway) throws IOException {
        gateway.transportCa().issueClient("simulated DCC").write(gateway.party(PARTY), "transport", Gateway.PASSWORD);
        Path registry = Files.writeString(gateway.folder().resolve("server/simulated-dcc.yml"), """
                parties:
                  - id: %1$s
                    name: DCC, simulated
                    roles: [OPERATOR]
                    transportCertificates:
                      - file: ../parties/%1$s/transport.pem
                """.formatted(PARTY));
        try {
            new AdtGatewayApplication()
                    .run("parties", "import", gateway.configuration().toString(), registry.toString(), "--apply");
        } catch (Exception e) {
            throw new IllegalStateException("the simulated DCC cannot be registered", e);
        }
        awaitRegistration(gateway);
    }

    /** A server that runs sees a change of the registry after a moment. */
    private static void awaitRegistration(Gateway gateway) {
        try (AdtGatewayClient client = gateway.client(PARTY)) {
            for (int attempt = 1; ; attempt++) {
                try {
                    client.me();
                    return;
                } catch (AdtGatewayException e) {
                    if (attempt == MAX_ATTEMPTS) {
                        throw e;
                    }
                    pause();
                }
            }
        }
    }

    /** Begins with the oldest submission that there is. */
    SimulatedDcc start() {
        reading.start();
        return this;
    }

    private void read() {
        EventFeed feed = api.events(null);
        while (!closed) {
            try {
                for (Event event : feed.next(WAIT)) {
                    if (event.type().equals(EventType.RECEIVED)) {
                        guarded(event.submissionId(), () -> take(api.status(event.submissionId())));
                    }
                }
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                told.accept("the simulated DCC cannot read the feed, and tries again: " + e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Submission submission) {
        String reference = submission.serviceRequestReference();
        if (reference == null || !reference.startsWith(PREFIX)) {
            return;
        }
        Wish wish;
        try {
            wish = Wish.of(reference);
        } catch (IllegalArgumentException e) {
            if (submission.status().equals(SubmissionStatus.RECEIVED)) {
                api.claim(submission.id());
                reject(submission, Objects.requireNonNull(e.getMessage()));
            }
            return;
        }
        if (submission.status().equals(SubmissionStatus.RECEIVED) && isToBeClaimed(submission, wish.behaviour())) {
            act(api.claim(submission.id(), "simulated: " + wish.behaviour().text()), wish);
        } else if (isClaimedByThis(submission)) {
            // it was stopped in between
            act(submission, wish);
        }
    }

    private boolean isToBeClaimed(Submission submission, Behaviour behaviour) {
        return switch (behaviour) {
            case WAIT -> false;
            case RELEASE ->
                api.history(submission.id()).stream()
                        .noneMatch(event -> event.type().equals(EventType.CLAIM_RELEASED));
            case COMPLETE, REJECT, PARTIAL, SLOW, CLAIM -> true;
        };
    }

    private static boolean isClaimedByThis(Submission submission) {
        return submission.claim() != null
                && submission.status().equals(SubmissionStatus.PROCESSING)
                && submission.claim().claimedBy().partyId().equals(PARTY);
    }

    private void act(Submission submission, Wish wish) {
        switch (wish.behaviour()) {
            case COMPLETE -> complete(submission, false);
            case REJECT -> reject(submission, "simulated: the reference asks for a rejection");
            case PARTIAL -> complete(submission, true);
            case SLOW -> completeLater(submission, wish.delay());
            case RELEASE -> {
                api.release(submission.id(), "simulated: the reference asks for a release");
                told.accept(submission.serviceRequestReference() + ": released " + submission.id());
            }
            case CLAIM, WAIT -> told.accept(submission.serviceRequestReference() + ": left " + submission.id());
        }
    }

    private void completeLater(Submission submission, Duration delay) {
        Duration passed = submission.claim() == null
                ? Duration.ZERO
                : Duration.between(submission.claim().claimedAt(), Instant.now());
        long left = Math.max(0, delay.minus(passed).toMillis());
        ScheduledFuture<?> unused = decisions.schedule(
                () -> guarded(submission.id(), () -> complete(submission, false)), left, TimeUnit.MILLISECONDS);
        told.accept(submission.serviceRequestReference() + ": claimed " + submission.id());
    }

    /** An Exit Quarantine file is complete when each of its rows has a result. */
    private void complete(Submission submission, boolean everySecondRowMissing) {
        if (submission.fileType().equals(FileType.EXIT_QUARANTINE)) {
            reportRows(submission.id(), everySecondRowMissing);
        }
        api.complete(submission.id(), "simulated", List.of());
        told.accept(submission.serviceRequestReference() + ": completed " + submission.id());
    }

    private void reject(Submission submission, String reason) {
        api.reject(submission.id(), reason);
        told.accept(submission.serviceRequestReference() + ": rejected " + submission.id());
    }

    /** The same results again change nothing, as after a restart. */
    private void reportRows(String submissionId, boolean everySecondRowMissing) {
        try {
            Path folder = Files.createTempDirectory("simulated-dcc");
            Path file = folder.resolve("file.csv");
            Path results = folder.resolve("results.csv");
            try {
                api.downloadFile(submissionId, file);
                writeResults(file, results, everySecondRowMissing);
                api.submitRowResults(submissionId, results);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(results);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeResults(Path file, Path results, boolean everySecondRowMissing) throws IOException {
        try (CsvReader<CsvRecord> csv =
                        CsvReader.builder().detectBomHeader(true).ofCsvRecord(file);
                CsvWriter table = CsvWriter.builder().build(results)) {
            table.writeRecord("RequestID", "Outcome", "At", "Note");
            boolean header = true;
            boolean missing = false;
            for (CsvRecord row : csv) {
                if (!header) {
                    table.writeRecord(
                            row.getField(1),
                            missing
                                    ? RowOutcomeResult.NOT_IN_QUARANTINE.value()
                                    : result(row.getField(2)).value(),
                            "",
                            "");
                    missing = everySecondRowMissing && !missing;
                }
                header = false;
            }
        }
    }

    private static RowOutcomeResult result(String action) {
        return action.toUpperCase(Locale.ROOT).equals("DELETE") ? RowOutcomeResult.DELETED : RowOutcomeResult.RELEASED;
    }

    /** What goes wrong with one submission, such as a withdrawal that came first, concerns no other. */
    private void guarded(String submissionId, Runnable work) {
        try {
            work.run();
        } catch (AdtGatewayException e) {
            told.accept("the simulated DCC leaves " + submissionId + ": " + e.getMessage());
        }
    }

    /** Stops in the middle of whatever it does. */
    @Override
    public void close() {
        closed = true;
        reading.interrupt();
        decisions.shutdownNow();
        api.close();
    }
}
