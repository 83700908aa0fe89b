package org.adtgateway.benchmark;

/** The first half of {@code mvn -Pbench}: rows, signatures and the sequencer by themselves. */
public final class ComponentsBenchmark {
    private ComponentsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        // first, as its figure of the heap counts garbage, and what ran before has taught the collector to be generous
        RowsBenchmark.main(new String[0]);
        SignatureBenchmark.main(new String[0]);
        SequencerBenchmark.main(new String[0]);
    }
}
