package org.adtgateway.benchmark;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.adtgateway.server.fileformat.FileChecker;
import org.adtgateway.server.fileformat.FileFormats;
import org.adtgateway.server.fileformat.FileLimits;
import org.adtgateway.server.fileformat.FileReport;
import org.adtgateway.server.fileformat.FileType;

/**
 * How fast a file of a million rows is checked, beside FastCSV that only reads the same bytes and looks at nothing. The three take turns in
 * one run, so that whatever else the machine does befalls them alike. Prints rows per second (the median of the rounds), the ratio to
 * FastCSV, and how far the heap rises above its idle level during a check, garbage included.
 *
 * <p>Arguments: rows (1,000,000), rounds (15). Goals: ratio at least 0.6, heap at most 64 MiB, faulty at most twice the time of good.
 */
public final class RowsBenchmark {
    private static final String USER_ID = "70-B3-D5-1F-30-00-A0-01";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private interface Contender {
        void read(Path file) throws IOException;
    }

    private final FileChecker checker = new FileChecker(FileFormats.bundled(), FileLimits.defaults());
    private final int rows;
    private final int rounds;

    private RowsBenchmark(int rows, int rounds) {
        this.rows = rows;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws IOException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        Path good = Files.createTempFile("rows-good", ".csv");
        Path faulty = Files.createTempFile("rows-faulty", ".csv");
        try {
            new RowsBenchmark(rows, rounds).run(good, faulty);
        } finally {
            Files.delete(good);
            Files.delete(faulty);
        }
    }

    private void run(Path good, Path faulty) throws IOException {
        write(good, "RELEASE");
        write(faulty, "release");
        long heap = heapAboveIdle(good);
        Contender[] contenders = {this::fastCsv, this::good, this::faulty};
        Path[] files = {good, good, faulty};
        double[][] seconds = new double[contenders.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int each = 0; each < contenders.length; each++) {
                long start = System.nanoTime();
                contenders[each].read(files[each]);
                seconds[each][round] = (System.nanoTime() - start) / 1e9;
            }
        }
        double alone = median(seconds[0]);
        double checked = median(seconds[1]);
        double refused = median(seconds[2]);
        print("file: %,d rows, %.1f MB; %d rounds in turns, medians", rows, Files.size(good) / 1e6, rounds);
        print("FastCSV alone      %,12.0f rows/s", rows / alone);
        print(
                "check, good file   %,12.0f rows/s   %.2f of FastCSV (goal: at least 0.60)",
                rows / checked, alone / checked);
        print(
                "check, all faulty  %,12.0f rows/s   %.2f times the time of the good file (goal: at most 2.00)",
                rows / refused, refused / checked);
        print("heap above idle    %,12.1f MiB (goal: at most 64)", heap / 1048576.0);
    }

    private void fastCsv(Path file) throws IOException {
        long fields = 0;
        try (InputStream in = Files.newInputStream(file);
                CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(in)) {
            for (CsvRecord each : reader) {
                fields += each.getFieldCount();
            }
        }
        require(fields == 4L * (rows + 1));
    }

    private void good(Path file) throws IOException {
        FileReport report = check(file);
        require(report.accepted() && report.rowCount() == rows);
    }

    private void faulty(Path file) throws IOException {
        FileReport report = check(file);
        require(report.totals().errors() == rows && report.violations().size() <= 1000);
    }

    private FileReport check(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return checker.check(FileType.EXIT_QUARANTINE, in, Set.of(USER_ID), NOW);
        }
    }

    /** The highest use of each pool of the heap, added up: what was in use at one time is no more. */
    private long heapAboveIdle(Path file) throws IOException {
        check(file);
        System.gc();
        long idle = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        check(file);
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                - idle;
    }

    private void write(Path file, String action) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\r\n");
            for (int row = 0; row < rows; row++) {
                int device = random.nextInt(1 << 16);
                out.write(String.format(
                        Locale.ROOT,
                        "%d,%s:00-DB-12-34-56-78-%02X-%02X:%d,%s,%s\r\n",
                        10_000_000L + row,
                        USER_ID,
                        device >> 8,
                        device & 0xFF,
                        1_795_000_000_000L + row,
                        action,
                        row % 10 == 0 ? "\"runaway schedule, second batch\"" : ""));
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the benchmark measures something else than it says");
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
