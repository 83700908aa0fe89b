package org.adtgateway.sandbox;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.adtgateway.client.Account;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Identity;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.RowOutcome;
import org.adtgateway.client.RowOutcomeResult;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.client.ValidationReport;

/** What stands between the marks is shown on the reference page as the Java of the operation that they name; {@link SamplesTest} runs all of it. */
final class JavaSamples {
    private JavaSamples() {}

    static AdtGatewayClient client(String address, Path keys, char[] password) {
        // sample: setup
        AdtGatewayClient client = AdtGatewayClient.builder()
                .address(address)
                .identity(Identity.pkcs12(keys.resolve("transport.p12"), password))
                .trust(keys.resolve("../../server-ca.pem"))
                .receiptTrust(keys.resolve("../../receipt-ca.pem"))
                .build();
        // end
        return client;
    }

    static FileSigner signer(Path keys, char[] password) {
        // sample: setup
        FileSigner signer = FileSigner.of(Identity.pkcs12(keys.resolve("signing.p12"), password));
        // end
        return signer;
    }

    /** Everything that a supplier does, up to a withdrawal; returns the id. */
    static String supplier(AdtGatewayClient client, FileSigner signer, Path file, Path folder) {
        // sample: getMe
        Account me = client.me();
        System.out.println(me.name() + " may submit " + me.fileTypes() + " for " + me.userIds());
        // end
        // sample: getFileFormat
        String format = client.fileFormat(FileType.ADT);
        // end
        System.out.println(format.length());
        // sample: validateFile
        ValidationReport report = client.check(SubmissionRequest.adt(file, "SMSR-0012345"));
        System.out.println(report.accepted());
        report.violations().forEach(System.out::println);
        // end
        // sample: submitFile
        SubmissionRequest request =
                SubmissionRequest.adt(file, "SMSR-0012345").signedBy(signer).sign();
        Submission submission = client.submit(request); // again and again if need be: it is one act
        // end
        String id = submission.id();
        submission(client, id, folder);
        // sample: withdrawSubmission
        Submission withdrawn = client.withdraw(id, "Thresholds of the wrong day.", signer);
        // end
        // sample: downloadWithdrawal
        byte[] instruction = client.downloadWithdrawal(id);
        // end
        System.out.println(withdrawn.status() + " by an instruction of " + instruction.length + " bytes");
        return id;
    }

    /** How a submission is followed. */
    private static void submission(AdtGatewayClient client, String id, Path folder) {
        // sample: getSubmission
        Submission now = client.status(id);
        System.out.println(now.status());
        // end
        // sample: listSubmissionEvents
        for (Event event : client.history(id)) {
            System.out.println(event.occurredAt() + " " + event.type());
        }
        // end
        // sample: listSubmissions
        for (Submission one : client.list(SubmissionFilter.all().inStatus(SubmissionStatus.RECEIVED))) {
            System.out.println(one.id() + " " + one.receivedAt());
        }
        // end
        // sample: downloadReceipt
        Receipt receipt = client.receipt(id, ActKind.SUBMISSION); // verified before it is returned
        System.out.println(receipt.fileSha256() + " at " + receipt.receivedAt());
        // end
        // sample: downloadFile
        client.downloadFile(id, folder.resolve(id + ".csv"));
        // end
        // sample: downloadSignature
        byte[] signature = client.downloadSignature(id);
        // end
        // sample: downloadCertificates
        List<X509Certificate> signerFirst = client.certificates(id);
        // end
        System.out.println(signature.length + " bytes by " + signerFirst.get(0).getSubjectX500Principal());
    }

    /** Everything that the DCC's tooling does with an Exit Quarantine file of one row. */
    static Submission operator(AdtGatewayClient client, String id, String requestId, String cursor) {
        // sample: listEvents
        EventFeed feed = client.events(cursor);
        for (Event event : feed.next(Duration.ofSeconds(5))) {
            System.out.println(event.type() + " " + event.submissionId());
        }
        String next = feed.cursor(); // keep it together with the work done
        // end
        System.out.println(next);
        // sample: claimSubmission
        Submission claimed = client.claim(id, "desk 2");
        // end
        System.out.println(claimed.status());
        // sample: releaseClaim
        Submission released = client.release(id, "wrong desk");
        // end
        System.out.println(released.status());
        client.claim(id);
        // sample: recordOutcome
        Submission decided = client.complete(id, null, List.of(new RowOutcome(requestId, RowOutcomeResult.RELEASED)));
        // end
        return decided;
    }
}
