package org.adtgateway.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands one act over and delivers it, and is killed at a given step of that. */
public final class OutboxProbe {
    static final int KILLED = 137;

    private OutboxProbe() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        int killAt = Integer.parseInt(arguments[2]);
        AtomicInteger step = new AtomicInteger();
        Identity identity = Identity.pkcs12(folder.resolve("t.p12"), TestPki.PASSWORD);
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                        .address(URI.create(arguments[0]))
                        .identity(identity)
                        .trust(folder.resolve("ca.pem"))
                        .build();
                Outbox outbox = Outbox.open(folder.resolve("outbox"), client, new OutboxListener() {}, () -> {
                    if (step.incrementAndGet() == killAt) {
                        Runtime.getRuntime().halt(KILLED);
                    }
                })) {
            outbox.put(
                    "act-1",
                    SubmissionRequest.adt(folder.resolve("adt.csv"), "SMSR-1").signedBy(FileSigner.of(identity)));
            outbox.deliver();
        }
    }
}
