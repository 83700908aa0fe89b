package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;

/** The acts of a supplier whose gateway fails now and then: what was acknowledged, and what has to be sent again. */
final class Acts {
    private static final AtomicInteger SERIAL = new AtomicInteger();

    /** A signed file. */
    @SuppressWarnings("ArrayRecordComponent")
    record Act(byte[] file, byte[] signature) {
        SubmissionRequest request() {
            return SubmissionRequest.of(FileType.ADT, file, "file.csv")
                    .signature(signature)
                    .serviceRequestReference("SMSR1");
        }
    }

    private final FileSigner signer;
    private final String userId;
    private final Map<Act, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Act> unknown = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

    /** Of northern-power. */
    Acts(FileSigner signer) {
        this(signer, "70-B3-D5-1F-30-00-A0-01");
    }

    Acts(FileSigner signer, String userId) {
        this.signer = signer;
        this.userId = userId;
    }

    /** Every tenth is so large that it is received by way of the disk. */
    Act next() {
        int serial = SERIAL.incrementAndGet();
        StringBuilder rows = new StringBuilder(
                "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n");
        for (int hours = 1; hours <= (serial % 10 == 0 ? 744 : 1); hours++) {
            rows.append(userId)
                    .append(",4.10,")
                    .append(hours)
                    .append(",50,")
                    .append(100 + serial)
                    .append(",,,")
                    .append("x".repeat(serial % 10 == 0 ? 190 : 0))
                    .append('\n');
        }
        byte[] file = rows.toString().getBytes(StandardCharsets.UTF_8);
        return new Act(file, signer.sign(file));
    }

    /** Submits new acts, one after the other, until told to stop, and withdraws some; what fails is kept to be sent again. */
    void submitUntil(AtomicBoolean stop, AdtGatewayClient supplier, long pauseMillis) {
        for (int count = 1; !stop.get(); count++) {
            Act act = next();
            submit(supplier, act);
            String id = acknowledged.get(act);
            if (count % 2 == 1 && id != null) {
                withdraw(supplier, id);
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    void submit(AdtGatewayClient supplier, Act act) {
        try {
            acknowledge(act, supplier.submit(act.request()));
        } catch (AdtGatewayException e) {
            failures.add(String.valueOf(e.code()));
            unknown.add(act);
        }
    }

    private void withdraw(AdtGatewayClient supplier, String id) {
        try {
            supplier.withdraw(id, "sent by mistake", signer);
            withdrawn.add(id);
        } catch (AdtGatewayException e) {
            // not acknowledged, so it may have happened or not
        }
    }

    /** Sends everything again that was not acknowledged; each must be taken now. */
    void submitUnknown(AdtGatewayClient supplier) {
        for (Act act = unknown.poll(); act != null; act = unknown.poll()) {
            acknowledge(act, supplier.submit(act.request()));
        }
    }

    private void acknowledge(Act act, Submission submission) {
        String before = acknowledged.put(act, submission.id());
        times.add(System.nanoTime());
        assertThat(before == null || before.equals(submission.id()))
                .as("one act, one submission")
                .isTrue();
    }

    /** The longest time without an acknowledgement since then, until now; both by {@link System#nanoTime}. */
    Duration longestPause(long since) {
        long last = since;
        long longest = 0;
        for (long each : times.stream().filter(time -> time > since).sorted().toList()) {
            longest = Math.max(longest, each - last);
            last = each;
        }
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - last));
    }

    /** The problem codes that acts were answered with; "null" where there was no answer. */
    Set<String> failures() {
        return failures;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    int withdrawn() {
        return withdrawn.size();
    }

    int unknown() {
        return unknown.size();
    }

    /** Every act is there, once, with its bytes and its receipt, and sent again it is the same submission. */
    void verify(AdtGatewayClient supplier) {
        assertThat(Set.copyOf(acknowledged.values()))
                .as("each act a submission of its own")
                .hasSameSizeAs(acknowledged.keySet());
        acknowledged.forEach((act, id) -> {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            supplier.downloadFile(id, file);
            assertThat(file.toByteArray()).isEqualTo(act.file());
            assertThat(supplier.receipt(id, ActKind.SUBMISSION)).isNotNull();
            assertThat(supplier.submit(act.request()).id()).isEqualTo(id);
        });
        assertThat(withdrawn).isNotEmpty().allSatisfy(id -> {
            assertThat(supplier.status(id).status()).isEqualTo(SubmissionStatus.WITHDRAWN);
            assertThat(supplier.receipt(id, ActKind.WITHDRAWAL)).isNotNull();
            assertThat(supplier.history(id)).hasSize(2);
        });
    }
}
