package org.adtgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;

/** Small Exit Quarantine files of northern-power, no two alike, and instalments of results for them. */
public final class ExitQuarantineFiles {
    /** The header of an instalment. */
    public static final String HEADER = "RequestID,Outcome,At,Note\n";

    private static final String REQUEST = "70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:";
    private static final AtomicLong FIRST = new AtomicLong();

    /** A file that was submitted; its requests are counted from {@code first} on. */
    public record Submitted(String id, long first, int rows) {
        /** The Request ID of a row, from 1. */
        public String request(int row) {
            return REQUEST + (first + row);
        }

        /** Results of the rows from..to, as lines of an instalment. */
        public String released(int from, int to) {
            return IntStream.rangeClosed(from, to)
                    .mapToObj(row -> request(row) + ",RELEASED,2026-11-23T10:40:51Z,\n")
                    .collect(Collectors.joining());
        }
    }

    private ExitQuarantineFiles() {}

    /** The bytes of a file. */
    public static byte[] file(long first, int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(row -> row + "," + REQUEST + (first + row) + "," + (row % 2 == 0 ? "DELETE" : "RELEASE")
                        + ",row " + row + " of a runaway system\n")
                .collect(Collectors.joining("", "QuarantineEventRef,RequestID,Action,Comment\n", ""))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Submits a file. */
    public static Submitted submit(Gateway gateway, Http northernPower, int rows) {
        long first = FIRST.getAndAdd(rows + 1_000_000L);
        byte[] file = file(first, rows);
        Answer answer = northernPower.post(
                "/v1/submissions",
                new Form()
                        .field("fileType", "EXIT_QUARANTINE")
                        .file("file", "e.csv", file)
                        .file(
                                "signature",
                                "e.p7s",
                                gateway.signer("northern-power", "signing").sign(file)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new Submitted(answer.json().get("id").asText(), first, rows);
    }
}
