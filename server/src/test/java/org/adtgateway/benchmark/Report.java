package org.adtgateway.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was measured: a table as Markdown and JSON, and the latencies as a plot. */
final class Report {
    private static final List<String> COLUMNS = List.of(
            "case",
            "gateway",
            "beside",
            "ratio",
            "goal",
            "p50 / p99 / p99.9 ms at 0.6 of the rate",
            "processor time, gateway + database; written ahead");

    private final List<Map<String, String>> rows = new ArrayList<>();
    private final Map<String, Map<String, Histogram>> curves = new LinkedHashMap<>();

    /** A line of the table; what is missing at its end is filled up. */
    void row(String... cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            row.put(COLUMNS.get(i), i < cells.length ? cells[i] : "-");
        }
        rows.add(row);
        System.out.println(String.join("  |  ", row.values()));
    }

    /** The latencies of a side, in nanoseconds. */
    void curve(String name, String side, Histogram latency) {
        curves.computeIfAbsent(name, ignored -> new LinkedHashMap<>()).put(side, latency);
    }

    /** Prints the table, and leaves {@code gateway.md}, {@code gateway.json} and {@code latency.svg} in a folder. */
    Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder markdown = new StringBuilder(line(COLUMNS))
                .append("|---".repeat(COLUMNS.size()))
                .append("|\n");
        rows.forEach(row -> markdown.append(line(List.copyOf(row.values()))));
        Files.writeString(folder.resolve("gateway.md"), markdown);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("gateway.json").toFile(), rows);
        Files.writeString(folder.resolve("latency.svg"), LatencyPlot.of(curves));
        System.out.println("\n" + markdown + "\nwritten to " + folder.toAbsolutePath());
        return folder;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
