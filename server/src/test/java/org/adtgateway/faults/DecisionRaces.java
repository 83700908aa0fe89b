package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.RowOutcomeTotal;
import org.adtgateway.client.RowResultTotals;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.ExitQuarantineFiles;

/**
 * Claim, release, withdrawal, two contradicting instalments of row results and an outcome, all at the same instant, through two nodes. What the
 * calls were told, the history, the receipts and the results must tell one story.
 */
public final class DecisionRaces {
    /** Settings of the gateways, whose limits the races do not meet. */
    public static final String SETTINGS = FaultSettings.GENEROUS;

    private static final int LANES = 4;
    /** States by the events that lead from them. */
    private static final Map<String, String> FROM = Map.of(
            "WITHDRAWN", "RECEIVED",
            "CLAIMED", "RECEIVED",
            "CLAIM_RELEASED", "PROCESSING",
            "ROWS_REPORTED", "PROCESSING",
            "COMPLETED", "PROCESSING");

    private static final Map<String, String> TO = Map.of(
            "WITHDRAWN", "WITHDRAWN",
            "CLAIMED", "PROCESSING",
            "CLAIM_RELEASED", "RECEIVED",
            "ROWS_REPORTED", "PROCESSING",
            "COMPLETED", "COMPLETED");

    private final AdtGatewayClient[] suppliers;
    private final AdtGatewayClient[] operators;
    private final FileSigner signer;
    private final Path folder;
    private final AtomicInteger serial = new AtomicInteger();
    private final Map<String, Integer> stories = new TreeMap<>();

    /**
     * Prepares the races.
     *
     * @param suppliers by node
     * @param operators by node
     */
    public DecisionRaces(AdtGatewayClient[] suppliers, AdtGatewayClient[] operators, FileSigner signer, Path folder) {
        this.suppliers = suppliers;
        this.operators = operators;
        this.signer = signer;
        this.folder = folder;
    }

    /** Runs so many races, and returns how often each history came out. */
    public Map<String, Integer> run(int races) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8 * LANES);
        try {
            List<? extends Future<?>> lanes = IntStream.range(0, LANES)
                    .mapToObj(lane -> threads.submit(() -> {
                        for (int race = lane; race < races; race += LANES) {
                            race(race, threads);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(stories.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(races);
        assertThat(stories).as("races that come out in several ways").hasSizeGreaterThan(2);
        return stories;
    }

    private void race(int race, ExecutorService threads) throws Exception {
        int first = serial.incrementAndGet() * 10;
        byte[] file = ExitQuarantineFiles.file(first, 1);
        String id = suppliers[race % 2]
                .submit(SubmissionRequest.of(FileType.EXIT_QUARANTINE, file, "eq.csv")
                        .signedBy(signer))
                .id();
        boolean claimedBefore = race % 4 != 0;
        if (claimedBefore) {
            operators[0].claim(id);
        }
        String request = new ExitQuarantineFiles.Submitted(id, first, 1).request(1);
        Path released = instalment(id, request + ",RELEASED,,");
        Path deleted = instalment(id, request + ",DELETED,,");
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("WITHDRAWN", new Call("NOT_WITHDRAWABLE", () -> suppliers[0].withdraw(id, "wrong", signer)));
        calls.put("CLAIMED", new Call("NOT_CLAIMABLE", () -> operators[1].claim(id)));
        calls.put("CLAIM_RELEASED", new Call("NOT_RELEASABLE", () -> operators[0].release(id, "end of shift")));
        calls.put(
                "RELEASED",
                new Call("NOT_DECIDABLE|ROW_RESULTS_INVALID", () -> operators[1].submitRowResults(id, released)));
        calls.put(
                "DELETED",
                new Call("NOT_DECIDABLE|ROW_RESULTS_INVALID", () -> operators[0].submitRowResults(id, deleted)));
        calls.put("COMPLETED", new Call("NOT_DECIDABLE", () -> operators[1].completeIncomplete(id, null, List.of())));
        Map<String, Future<Boolean>> running = new LinkedHashMap<>();
        calls.forEach((name, call) -> running.put(name, threads.submit(() -> call.wins())));
        Set<String> won = new LinkedHashSet<>();
        for (Map.Entry<String, Future<Boolean>> each : running.entrySet()) {
            if (each.getValue().get()) {
                won.add(each.getKey());
            }
        }
        Files.delete(released);
        Files.delete(deleted);
        agree(id, claimedBefore, won);
    }

    private Path instalment(String id, String line) {
        try {
            return Files.writeString(
                    Files.createTempFile(folder, id, ".csv"), ExitQuarantineFiles.HEADER + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void agree(String id, boolean claimedBefore, Set<String> won) {
        AdtGatewayClient supplier = suppliers[0];
        List<Event> history = supplier.history(id);
        List<String> types = history.stream().map(event -> event.type().value()).toList();
        String state = "RECEIVED";
        for (int i = 1; i < types.size(); i++) {
            assertThat(history.get(i).version()).as("%s", types).isEqualTo(i + 1);
            assertThat(FROM.get(types.get(i))).as("%s", types).isEqualTo(state);
            state = Objects.requireNonNull(TO.get(types.get(i)));
        }
        Submission end = supplier.status(id);
        assertThat(end.status().value()).isEqualTo(state);
        assertThat(end.version()).isEqualTo(types.size());

        boolean reported = won.contains("RELEASED") || won.contains("DELETED");
        assertThat(won.contains("RELEASED") && won.contains("DELETED"))
                .as("of two results of a row, one")
                .isFalse();
        for (String act : List.of("WITHDRAWN", "CLAIM_RELEASED", "COMPLETED")) {
            assertThat(types.contains(act)).as("%s %s", act, won).isEqualTo(won.contains(act));
        }
        assertThat(types.stream().filter("CLAIMED"::equals).count())
                .isEqualTo((claimedBefore ? 1 : 0) + (won.contains("CLAIMED") ? 1 : 0));
        assertThat(types.contains("ROWS_REPORTED")).as("%s", won).isEqualTo(reported);
        if (reported) {
            assertThat(types.lastIndexOf("CLAIM_RELEASED"))
                    .as("no release once a result stands: %s", types)
                    .isLessThan(types.indexOf("ROWS_REPORTED"));
            String sha256 = Objects.requireNonNull(
                    history.get(types.indexOf("ROWS_REPORTED")).instalmentSha256());
            assertThat(supplier.instalmentReceipt(id, sha256).json())
                    .contains(won.contains("RELEASED") ? "{\"RELEASED\":1}" : "{\"DELETED\":1}");
        }
        assertThat(hasReceipt(supplier, id, ActKind.WITHDRAWAL)).isEqualTo(won.contains("WITHDRAWN"));
        assertThat(hasReceipt(supplier, id, ActKind.OUTCOME)).isEqualTo(won.contains("COMPLETED"));
        RowResultTotals totals = end.rowResults();
        if (totals != null) {
            List<String> results = new ArrayList<>();
            for (RowOutcomeTotal total : totals.byOutcome()) {
                results.add(total.count() + " " + total.outcome());
            }
            assertThat(results)
                    .isEqualTo(
                            won.contains("RELEASED")
                                    ? List.of("1 RELEASED")
                                    : won.contains("DELETED") ? List.of("1 DELETED") : List.of());
        }
        synchronized (stories) {
            stories.merge(types.stream().skip(1).collect(Collectors.joining(" ")), 1, Integer::sum);
        }
    }

    private static boolean hasReceipt(AdtGatewayClient supplier, String id, ActKind of) {
        return new Call("NOT_FOUND", () -> supplier.receipt(id, of)).wins();
    }

    /** A call that may fail with some codes only. */
    private record Call(String codes, Runnable body) {
        boolean wins() {
            try {
                body.run();
                return true;
            } catch (AdtGatewayException e) {
                assertThat(e.code()).as(e.detail()).matches(codes);
                return false;
            }
        }
    }
}
