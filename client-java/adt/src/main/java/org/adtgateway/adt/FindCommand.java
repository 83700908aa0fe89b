package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "find",
        description = {
            "Find submissions by whatever somebody quotes.",
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
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern REQUEST_ID = Pattern.compile(EUI64 + ":" + EUI64 + ":[0-9]{1,20}");
    private static final Pattern USER_ID = Pattern.compile(EUI64);
    private static final Pattern REFERENCE = Pattern.compile("[!-~]{1,64}");
    private static final int LONGEST_NAME = 255;
    private static final int PAGE = 200;

    private final Adt adt;

    @Parameters(paramLabel = "WORD", description = "What somebody quotes.")
    private @Nullable String word;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Maximum number; default ${DEFAULT-VALUE}.")
    private int limit;

    FindCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit is at least 1");
        }
        Console console = adt.console();
        filters.check(console.zone());
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            String quoted = Objects.requireNonNull(word).strip();
            SubmissionFilter others = filters.filter(client, console.zone()).pageSize(Math.min(limit, PAGE));
            Map<String, Submission> found = new LinkedHashMap<>();
            if (ID.matcher(quoted).matches()) {
                byId(client, quoted.toLowerCase(Locale.ROOT), found);
            } else {
                for (SubmissionFilter filter : meanings(quoted, others)) {
                    collect(client.list(filter), found);
                }
            }
            List<Submission> newest = found.values().stream()
                    .sorted(Comparator.comparing(Submission::receivedAt).reversed())
                    .limit(limit)
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

    private void collect(Iterable<Submission> list, Map<String, Submission> found) {
        int taken = 0;
        for (Submission each : list) {
            if (taken++ == limit) {
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
        if (REFERENCE.matcher(quoted).matches()) {
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
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
