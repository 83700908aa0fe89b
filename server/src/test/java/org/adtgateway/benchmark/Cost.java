package org.adtgateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;

/** Processor time that processes have taken so far: what an act costs can be told from it, however busy the machine is with others. */
record Cost(Duration gateway, Duration database) {
    static Cost now(ServerProcess gateway, PostgresServer database) throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(postmasterFile(database)).get(0).trim());
        return new Cost(of(gateway.pid()), of(postmaster));
    }

    private static Path postmasterFile(PostgresServer database) {
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
        return new Cost(gateway.minus(earlier.gateway), database.minus(earlier.database));
    }

    Cost plus(Cost other) {
        return new Cost(gateway.plus(other.gateway), database.plus(other.database));
    }

    /** Microseconds of the gateway and of the database, each time that something was done. */
    String per(double times) {
        return "%,.0f + %,.0f µs".formatted(gateway.toNanos() / times / 1e3, database.toNanos() / times / 1e3);
    }
}
