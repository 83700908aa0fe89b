package org.adtgateway.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code mvn verify -Pguard}: a short form of the benchmarks that fails on a gross loss. Only ratios of one run are looked at, and only half of what they usually are counts
 * as lost, as machines are noisy.
 */
public final class Guard {
    /** What these ratios usually are, by docs/measurements.md. */
    private static final double ROWS = 0.6;

    private static final double SIGNATURES = 0.6;
    /** Of a gateway that has been warmed up for no more than 24 seconds. */
    private static final double SUBMISSIONS = 0.06;

    private Guard() {}

    public static void main(String[] arguments) throws Exception {
        List<String> lost = new ArrayList<>();
        judge("rows checked, beside FastCSV that only reads", RowsBenchmark.measure(100_000, 9), ROWS, lost);
        judge("whole signature verification, beside bare ECDSA", SignatureBenchmark.measure(), SIGNATURES, lost);
        judge("submissions, beside bare commits", GatewayBenchmark.submissionsBesideCommits(), SUBMISSIONS, lost);
        if (!lost.isEmpty()) {
            throw new IllegalStateException("less than half of what it was: " + String.join("; ", lost));
        }
    }

    private static void judge(String name, double ratio, double usual, List<String> lost) {
        System.out.printf("guard: %s: %.2f (usually %.2f)%n", name, ratio, usual);
        if (!(ratio >= usual / 2)) {
            lost.add(name);
        }
    }
}
