package org.adtgateway.client.examples;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.CallListener;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Identity;
import org.adtgateway.client.OfflineChecker;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.OutboxListener;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.RemoteKey;
import org.adtgateway.client.ResultUnknownException;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.client.ValidationReport;
import org.jspecify.annotations.Nullable;

/** One method for each example; what stands between the marks stands in the README. */
final class Examples {
    private Examples() {}

    static void tenLines(String address, Path folder, Path file, char[] password) {
        // tag::ten-lines
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                .address(address)
                .identity(Identity.pkcs12(folder.resolve("transport.p12"), password))
                .trust(folder.resolve("server-ca.pem"))
                .receiptTrust(folder.resolve("receipt-ca.pem"))
                .build()) {
            FileSigner signer = FileSigner.of(Identity.pkcs12(folder.resolve("signing.p12"), password));
            Submission submission =
                    client.submit(SubmissionRequest.adt(file, "SMSR-1234").signedBy(signer));
            Receipt receipt = client.receipt(submission.id());
            System.out.println("Delivered: " + submission.id() + ", attested by "
                    + receipt.signedBy().getSubjectX500Principal());
        }
        // end::ten-lines
    }

    static Submission waitAndWithdraw(AdtGatewayClient client, String id, FileSigner signer) {
        // tag::wait
        client.withdraw(id, "Thresholds of the wrong day", signer); // until the DCC claims it
        Submission submission = client.waitUntilFinal(id, Duration.ofMinutes(10));
        // end::wait
        return submission;
    }

    static ValidationReport offline(Path file) {
        // tag::offline
        ValidationReport report = new OfflineChecker().check(FileType.ADT, file);
        report.violations().forEach(System.out::println);
        // end::offline
        return report;
    }

    static int list(AdtGatewayClient client) {
        int count = 0;
        // tag::list
        for (Submission one : client.list(SubmissionFilter.all().inStatus(SubmissionStatus.RECEIVED))) {
            System.out.println(one.id() + " " + one.receivedAt());
            // end::list
            count++;
            // tag::list
        }
        // end::list
        return count;
    }

    static String errors(AdtGatewayClient client, SubmissionRequest request) {
        // tag::errors
        SubmissionRequest signed = request.sign(); // one act, however often it is sent
        try {
            client.submit(signed);
            return "delivered";
        } catch (ResultUnknownException e) {
            return "send the same signed request again, until it is known: " + e.requestId();
        } catch (AdtGatewayException e) {
            e.violations().forEach(System.out::println);
            return switch (e.category().known()) {
                case FORMAT -> "correct the file and sign it again: " + e.detail();
                case WORKFLOW -> "something else has to change first: " + e.detail();
                case RETRY, UNKNOWN -> "try again later: " + e.detail();
            };
        }
        // end::errors
    }

    static void outbox(AdtGatewayClient client, Path folder, SubmissionRequest request, OutboxListener listener)
            throws InterruptedException {
        // tag::outbox
        try (Outbox outbox = Outbox.open(folder, client, listener).start()) {
            outbox.put("smsr-1234", request); // on disk when this returns, and sent once, whatever happens
            // end::outbox
            Thread.sleep(3000);
            // tag::outbox
        }
        // end::outbox
    }

    static void outboxRefused(Outbox outbox, SubmissionRequest corrected) {
        // tag::outbox-refused
        if (outbox.state("smsr-1234") == Outbox.State.REFUSED) {
            outbox.discard("smsr-1234"); // it never took effect
            outbox.put("smsr-1234", corrected);
        }
        // end::outbox-refused
    }

    static @Nullable String operator(AdtGatewayClient client, Path folder, String cursor) {
        // tag::operator
        EventFeed feed = client.events(cursor);
        for (Event event : feed.next(Duration.ofSeconds(30))) {
            if (event.type().equals(EventType.RECEIVED)) {
                client.claim(event.submissionId());
                client.downloadFile(event.submissionId(), folder.resolve(event.submissionId() + ".csv"));
            }
        }
        String next = feed.cursor(); // keep it together with the work done, and go on from it
        // end::operator
        return next;
    }

    static X509Certificate verify(AdtGatewayClient client, Path folder, String id) {
        // tag::verify
        FileSignatureVerifier verifier = FileSignatureVerifier.trusting(folder.resolve("signer-ca.pem"));
        Submission submission = client.status(id);
        Path file = folder.resolve(id + ".csv");
        client.downloadFile(id, file);
        X509Certificate signer =
                verifier.verify(file, client.downloadSignature(id), client.certificates(id), submission.receivedAt());
        // end::verify
        return signer;
    }

    static FileSigner remoteKey(List<X509Certificate> chain, RemoteKey module) {
        // tag::remote-key
        FileSigner signer = FileSigner.remote(chain, bytes -> module.sign(bytes));
        // end::remote-key
        return signer;
    }

    static AdtGatewayClient configured(Path folder, char[] password) {
        // tag::configuration
        return AdtGatewayClient.builder()
                .address("https://gateway-1.example")
                .address("https://gateway-2.example") // the same gateway, tried when the first cannot be reached
                .identity(Identity.pem(folder.resolve("transport.pem"), folder.resolve("transport.key")))
                .trust(folder.resolve("server-ca.pem"))
                .receiptTrust(folder.resolve("receipt-ca.pem"))
                .proxy(java.net.URI.create("http://proxy.example:3128"), "user", password)
                .connectTimeout(Duration.ofSeconds(5))
                .responseTimeout(Duration.ofMinutes(2))
                .retries(new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .listener(new CallListener() {
                    @Override
                    public void retrying(Retry retry) {
                        System.err.println(
                                retry.operation() + ": again in " + retry.pause() + " after " + retry.reason());
                    }
                })
                .build();
        // end::configuration
    }
}
