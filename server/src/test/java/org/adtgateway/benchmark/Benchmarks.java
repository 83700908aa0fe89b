package org.adtgateway.benchmark;

import org.adtgateway.server.signature.SignatureBenchmark;

/** {@code mvn -Pbench}: every benchmark, one after the other. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        SignatureBenchmark.main(arguments);
        RowsBenchmark.main(new String[0]);
    }
}
