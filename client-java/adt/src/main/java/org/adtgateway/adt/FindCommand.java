package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.adtgateway.adt.FilterOptions.Quoted;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "find",
        description = {
            "Find submissions by what was quoted.",
            "It may be an id, a digest of file or signature, a Request ID, a User ID, a service request reference, a reference of an"
                    + " incident, a client reference, the name of a file, or a file itself."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt find SMSR-0012345",
            "  adt find 70-B3-D5-1F-30-00-A0-08:00-07-81-FF-FE-00-12-34:1732352400001",
            "  adt find EQ_2026.csv --status PROCESSING"
        })
final class FindCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 255;

    private final Adt adt;

    @Parameters(paramLabel = "WORD", description = "What was quoted.")
    private @Nullable String word;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Mixin
    private LimitOption limit = new LimitOption();

    FindCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        int most = limit.value();
        Console console = adt.console();
        filters.check(console.zone());
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            String quoted = Objects.requireNonNull(word).strip();
            SubmissionFilter others = filters.filter(client, console.zone()).pageSize(limit.page());
            Map<String, Submission> found = new LinkedHashMap<>();
            boolean more = false;
            if (SubmissionIds.isWhole(quoted)) {
                byId(client, quoted.toLowerCase(Locale.ROOT), others, console.zone(), found);
            } else {
                for (SubmissionFilter filter : meanings(quoted, others)) {
                    more |= collect(client.list(filter), most, found);
                }
            }
            more |= found.size() > most;
            List<Submission> newest = found.values().stream()
                    .sorted(Comparator.comparing(Submission::receivedAt).reversed())
                    .limit(most)
                    .toList();
            console.result(newest, () -> ListCommand.show(newest, console));
            if (more) {
                console.note(ListCommand.MORE);
            }
        }
        return ExitCode.DONE.number();
    }

    /** Finds one submission, and leaves it to the gateway whether the options include it, among those of its moment. */
    private void byId(
            AdtGatewayClient client, String id, SubmissionFilter others, ZoneId zone, Map<String, Submission> found) {
        Submission submission;
        try {
            submission = client.status(id);
        } catch (AdtGatewayException e) {
            if (!"NOT_FOUND".equals(e.code())) {
                throw e;
            }
            return;
        }
        Instant at = submission.receivedAt();
        if (filters.isEmpty()) {
            found.put(id, submission);
        } else if (filters.includes(at, zone)) {
            for (Submission each : client.list(others.receivedFrom(at).receivedBefore(at.plus(1, ChronoUnit.MICROS)))) {
                if (each.id().equals(id)) {
                    found.put(id, each);
                }
            }
        }
    }

    /** Returns whether there are more. */
    private static boolean collect(Iterable<Submission> list, int most, Map<String, Submission> found) {
        int taken = 0;
        for (Submission each : list) {
            if (taken++ == most) {
                return true;
            }
            found.put(each.id(), each);
        }
        return false;
    }

    /**
     * Returns what the word may mean, beside what the options say: one thing where its form tells, otherwise each kind of reference and
     * name.
     */
    private List<SubmissionFilter> meanings(String quoted, SubmissionFilter others) {
        List<Optional<SubmissionFilter>> meanings = new ArrayList<>();
        if (FilterOptions.DIGEST.matcher(quoted).matches()) {
            String digest = quoted.toLowerCase(Locale.ROOT);
            meanings.add(filters.with(Quoted.SHA256, digest, others));
            meanings.add(filters.with(Quoted.SIGNATURE_SHA256, digest, others));
        } else if (FilterOptions.REQUEST_ID.matcher(quoted).matches()) {
            meanings.add(filters.with(Quoted.REQUEST_ID, quoted, others));
        } else if (FilterOptions.EUI64.matcher(quoted).matches()) {
            meanings.add(filters.with(Quoted.USER_ID, quoted, others));
        } else {
            file(quoted).ifPresent(file -> meanings.add(filters.with(Quoted.SHA256, sha256(file), others)));
            if (DropFolder.REFERENCE.matcher(quoted).matches()) {
                meanings.add(filters.with(Quoted.REFERENCE, quoted, others));
                meanings.add(filters.with(Quoted.INCIDENT, quoted, others));
            }
            if (!quoted.isEmpty() && quoted.length() <= LONGEST_NAME) {
                meanings.add(filters.with(Quoted.CLIENT_REFERENCE, quoted, others));
                meanings.add(filters.with(Quoted.FILE_NAME, quoted, others));
            }
            if (meanings.isEmpty()) {
                throw new UsageException("Nothing is called so: write 1 to " + LONGEST_NAME + " characters");
            }
        }
        return meanings.stream().flatMap(Optional::stream).toList();
    }

    private static Optional<Path> file(String quoted) {
        try {
            return Optional.of(Path.of(quoted)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String sha256(Path file) {
        try {
            return DurableFiles.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
