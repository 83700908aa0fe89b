package org.adtgateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.adtgateway.testing.Postgres;
import org.adtgateway.testing.ServerProcess;

/**
 * Processor time that processes have taken so far, and bytes that the database has written ahead: what an act costs can be told from it, however
 * busy the machine is with others.
 */
record Cost(Duration gateway, Duration database, long writtenAhead) {
    static final Cost NOTHING = new Cost(Duration.ZERO, Duration.ZERO, 0);

    static Cost now(ServerProcess gateway, Postgres database) throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(postmasterFile(database)).get(0).trim());
        return new Cost(
                of(gateway.pid()),
                of(postmaster),
                Long.parseLong(database.query("select (pg_current_wal_insert_lsn() - '0/0')::bigint")));
    }

    private static Path postmasterFile(Postgres database) {
        return database.data().resolve("postmaster.pid");
    }

    private static Duration of(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(process), process.descendants())
                .flatMap(each -> each.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** What was taken since then. */
    Cost since(Cost earlier) {
        return new Cost(
                gateway.minus(earlier.gateway), database.minus(earlier.database), writtenAhead - earlier.writtenAhead);
    }

    Cost plus(Cost other) {
        return new Cost(gateway.plus(other.gateway), database.plus(other.database), writtenAhead + other.writtenAhead);
    }

    /**
     * Microseconds of the gateway and of the database, and kilobytes written ahead, each time that something was done. A process of the database that
     * ended meanwhile has taken its time with it; where that shows, there is none.
     */
    String per(double times) {
        String ofDatabase = database.isNegative() ? "?" : "%,.0f".formatted(database.toNanos() / times / 1e3);
        return "%,.0f + %s µs, %.1f kB"
                .formatted(gateway.toNanos() / times / 1e3, ofDatabase, writtenAhead / times / 1e3);
    }
}
