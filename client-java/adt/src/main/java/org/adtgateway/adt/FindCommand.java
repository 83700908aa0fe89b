package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
    private static final String EUI64 = "[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){7}";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern REQUEST_ID = Pattern.compile(EUI64 + ":" + EUI64 + ":[0-9]{1,20}");
    private static final Pattern USER_ID = Pattern.compile(EUI64);
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
            if (SubmissionIds.isWhole(quoted)) {
                byId(client, quoted.toLowerCase(Locale.ROOT), found);
            } else {
                for (SubmissionFilter filter : meanings(quoted, others)) {
                    collect(client.list(filter), most, found);
                }
            }
            List<Submission> newest = found.values().stream()
                    .sorted(Comparator.comparing(Submission::receivedAt).reversed())
                    .limit(most)
                    .toList();
            console.result(newest, () -> ListCommand.show(newest, console));
        }
        return ExitCode.DONE.number();
    }

    private static void byId(AdtGatewayClient client, String id, Map<String, Submission> found) {
        try {
            found.put(id, client.status(id));
        } catch (AdtGatewayException e) {
            if (!"NOT_FOUND".equals(e.code())) {
                throw e;
            }
        }
    }

    private static void collect(Iterable<Submission> list, int most, Map<String, Submission> found) {
        int taken = 0;
        for (Submission each : list) {
            if (taken++ == most) {
                return;
            }
            found.put(each.id(), each);
        }
    }

    /** Returns what the word may mean: one thing where its form tells, otherwise each kind of reference and name. */
    private static List<SubmissionFilter> meanings(String quoted, SubmissionFilter others) {
        if (DIGEST.matcher(quoted).matches()) {
            String digest = quoted.toLowerCase(Locale.ROOT);
            return List.of(others.withFileSha256(digest), others.withSignatureSha256(digest));
        }
        if (REQUEST_ID.matcher(quoted).matches()) {
            return List.of(others.withRequestId(quoted));
        }
        if (USER_ID.matcher(quoted).matches()) {
            return List.of(others.aboutUserId(quoted));
        }
        List<SubmissionFilter> meanings = new ArrayList<>();
        file(quoted).ifPresent(file -> meanings.add(others.withFileSha256(sha256(file))));
        if (DropFolder.REFERENCE.matcher(quoted).matches()) {
            meanings.add(others.withServiceRequestReference(quoted));
            meanings.add(others.withIncidentReference(quoted));
        }
        if (!quoted.isEmpty() && quoted.length() <= LONGEST_NAME) {
            meanings.add(others.withClientReference(quoted));
            meanings.add(others.withFileName(quoted));
        }
        if (meanings.isEmpty()) {
            throw new UsageException("Nothing is called so: write 1 to " + LONGEST_NAME + " characters");
        }
        return meanings;
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
