package org.adtgateway.sandbox;

import java.io.PrintStream;
import java.util.function.Supplier;

/** Says what happens, and how long it took. */
final class Narrator {
    private final PrintStream out;
    private int count;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.printf("%n%s%n%s%n", text, "=".repeat(text.length()));
    }

    /** Runs a step and prints what it was with its time. */
    <T> T step(String what, Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        out.printf("%2d  %-96s %6d ms%n", ++count, what, (System.nanoTime() - begin) / 1_000_000);
        return result;
    }

    /** What a step found. */
    void found(String text) {
        out.println("      " + text);
    }
}
