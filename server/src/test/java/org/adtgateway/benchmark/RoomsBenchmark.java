package org.adtgateway.benchmark;

import org.adtgateway.server.signature.SignatureBenchmark;

/** The first half of {@code mvn -Pbench}: rows, signatures and the sequencer by themselves. */
public final class RoomsBenchmark {
    private RoomsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        // first, as its figure of the heap counts garbage, and what ran before has taught the collector to be generous
        RowsBenchmark.main(new String[0]);
        SignatureBenchmark.main(new String[0]);
        SequencerBenchmark.main(new String[0]);
    }
}
