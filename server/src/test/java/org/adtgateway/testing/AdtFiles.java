package org.adtgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;

/** Small ADT files of northern-power, no two alike, for tests that are about something else. */
public final class AdtFiles {
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private AdtFiles() {}

    /** Returns one that was not there before. */
    public static byte[] next() {
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,50," + (100 + SERIAL.incrementAndGet()) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Submits one, and returns the id of the submission. */
    public static String submit(Gateway gateway, Http northernPower) {
        byte[] file = next();
        Answer answer = northernPower.post(
                "/v1/submissions",
                new Form()
                        .field("fileType", "ADT")
                        .file("file", "a.csv", file)
                        .file(
                                "signature",
                                "a.p7s",
                                gateway.signer("northern-power", "signing").sign(file))
                        .field("serviceRequestReference", "SMSR1"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }
}
