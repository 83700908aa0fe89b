package org.adtgateway.benchmark;

import org.adtgateway.server.signature.SignatureBenchmark;

/** {@code mvn -Pbench}: every benchmark, one after the other. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        // first, as its figure of the heap counts garbage, and what ran before has taught the collector to be generous
        RowsBenchmark.main(new String[0]);
        SignatureBenchmark.main(new String[0]);
        SequencerBenchmark.main(new String[0]);
        GatewayBenchmark.main(arguments);
    }
}
