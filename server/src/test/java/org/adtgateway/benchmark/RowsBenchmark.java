package org.adtgateway.benchmark;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileLimits;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.FileType;

/**
 * How fast a file of a million rows is checked, beside FastCSV that only reads the same bytes and looks at nothing. All take turns in one
 * run, so that whatever else the machine does befalls them alike. Prints rows per second (the median of the rounds), the ratio to FastCSV,
 * the same for files whose every row is faulty, and how far the heap rises above its idle level during a check, garbage included.
 *
 * <p>Arguments: rows (1,000,000), rounds (15). Goals: at least 0.6 of FastCSV, at most 64 MiB of heap, faulty at most twice the time of good.
 */
public final class RowsBenchmark {
    private static final String USER_ID = "70-B3-D5-1F-30-00-A0-01";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** What is measured: a file, with %1 for the row's number and %2 for a device, and who reads it. */
    private enum Contender {
        FAST_CSV("FastCSV alone", "%1,U:%2:1795%1,RELEASE,", 0),
        GOOD("check, good file", "%1,U:%2:1795%1,RELEASE,", 0),
        WRONG_VALUE("check, wrong action", "%1,U:%2:1795%1,release,", 1),
        WRONG_LETTERS("check, not UTF-8", "%1,U:%2:1795%1,RELEASE,caf\u00E9", 1),
        WRONG_SHAPE("check, field too many", "%1,U:%2:1795%1,RELEASE,a,b", 1),
        WRONG_ALL("check, all fields wrong", "a%1,%2,release,=1+1", 4),
        REPEATED("check, all the same row", "1,U:00-DB-12-34-56-78-90-A0:7,RELEASE,", 1);

        private final String label;
        private final String row;
        private final int faults;

        Contender(String label, String row, int faults) {
            this.label = label;
            this.row = row;
            this.faults = faults;
        }
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
        measure(rows, rounds);
    }

    /** Prints it all; returns how fast a good file is checked, beside FastCSV. */
    static double measure(int rows, int rounds) throws IOException {
        Path folder = Files.createTempDirectory("rows");
        try {
            return new RowsBenchmark(rows, rounds).run(folder);
        } finally {
            for (Contender each : Contender.values()) {
                Files.deleteIfExists(folder.resolve(each.name()));
            }
            Files.delete(folder);
        }
    }

    private double run(Path folder) throws IOException {
        double[][] seconds = new double[Contender.values().length][rounds];
        for (Contender each : Contender.values()) {
            write(each, folder.resolve(each.name()));
        }
        long heap = heapAboveIdle(folder.resolve(Contender.GOOD.name()));
        for (int round = 0; round < rounds; round++) {
            for (int each = 0; each < seconds.length; each++) {
                long start = System.nanoTime();
                read(Contender.values()[each], folder.resolve(Contender.values()[each].name()));
                seconds[each][round] = (System.nanoTime() - start) / 1e9;
            }
        }
        double alone = median(seconds[0]);
        double good = median(seconds[1]);
        print(
                "file: %,d rows, %.1f MB; %d rounds in turns, medians",
                rows, Files.size(folder.resolve(Contender.GOOD.name())) / 1e6, rounds);
        print("%-26s %,11.0f rows/s", Contender.FAST_CSV.label, rows / alone);
        print("%-26s %,11.0f rows/s, %.2f of FastCSV (at least 0.60)", Contender.GOOD.label, rows / good, alone / good);
        for (int each = 2; each < seconds.length; each++) {
            double faulty = median(seconds[each]);
            print(
                    "%-26s %,11.0f rows/s, %.2f times the time of the good file (at most 2.00)",
                    Contender.values()[each].label, rows / faulty, faulty / good);
        }
        print("heap above idle            %,11.1f MiB (at most 64)", heap / 1048576.0);
        return alone / good;
    }

    private void read(Contender contender, Path file) throws IOException {
        if (contender == Contender.FAST_CSV) {
            require(fields(file) == 4L * (rows + 1));
        } else {
            FileReport report = check(file);
            long untold = contender == Contender.REPEATED ? 1 : 0; // the first is no repetition
            require(report.rowCount() == rows
                    && report.totals().errors() == (long) contender.faults * (rows - untold)
                    && report.violations().size() <= 1000);
        }
    }

    private static long fields(Path file) throws IOException {
        long fields = 0;
        try (InputStream in = Files.newInputStream(file);
                CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(in)) {
            for (CsvRecord each : reader) {
                fields += each.getFieldCount();
            }
        }
        return fields;
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

    private void write(Contender contender, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write("QuarantineEventRef,RequestID,Action,Comment\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int row = 0; row < rows; row++) {
                int device = random.nextInt(1 << 16);
                String line = contender
                        .row
                        .replace("U", USER_ID)
                        .replace("%1", Integer.toString(100_000_000 + row))
                        .replace("%2", String.format("00-DB-12-34-56-78-%02X-%02X", device >> 8, device & 0xFF));
                boolean commented = row % 10 == 0 && line.endsWith("RELEASE,");
                out.write((line + (commented ? "\"second batch, site 7\"\r\n" : "\r\n"))
                        .getBytes(StandardCharsets.ISO_8859_1));
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
