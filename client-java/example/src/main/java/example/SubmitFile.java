package example;

import java.nio.file.Path;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Identity;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ResultUnknownException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;

/**
 * Submits an ADT file: {@code SubmitFile FILE REFERENCE}. The settings come from the environment: ADT_ADDRESS, and in the folder ADT_KEYS the files
 * transport.p12, signing.p12, server-ca.pem and receipt-ca.pem, with the password ADT_PASSWORD. Against the sandbox:
 *
 * <pre>
 * export ADT_ADDRESS=https://localhost:8443 ADT_KEYS=target/sandbox/parties/northern-power ADT_PASSWORD=sandbox
 * cp target/sandbox/server-ca.pem target/sandbox/receipt-ca.pem $ADT_KEYS
 * </pre>
 */
public final class SubmitFile {
    private SubmitFile() {}

    /** Runs it; the status is 0 when the file was delivered, 3 when it was refused, and 4 when that is not known. */
    public static void main(String[] arguments) {
        System.exit(submit(
                Path.of(arguments[0]),
                arguments[1],
                System.getenv("ADT_ADDRESS"),
                Path.of(System.getenv("ADT_KEYS")),
                System.getenv("ADT_PASSWORD").toCharArray()));
    }

    /** Signs a file, submits it, and verifies the receipt. */
    public static int submit(Path file, String reference, String address, Path keys, char[] password) {
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                .address(address)
                .identity(Identity.pkcs12(keys.resolve("transport.p12"), password))
                .trust(keys.resolve("server-ca.pem"))
                .receiptTrust(keys.resolve("receipt-ca.pem"))
                .build()) {
            FileSigner signer = FileSigner.of(Identity.pkcs12(keys.resolve("signing.p12"), password));
            // keep what sign() returns: sent again, it is the same act
            SubmissionRequest request =
                    SubmissionRequest.adt(file, reference).signedBy(signer).sign();
            Submission submission = client.submit(request);
            Receipt receipt = client.receipt(submission.id());
            System.out.println("Delivered as " + submission.id() + " at " + receipt.receivedAt());
            return 0;
        } catch (ResultUnknownException e) {
            System.err.println("Not known whether it was delivered: send the same signed request again. " + e.detail());
            return 4;
        } catch (AdtGatewayException e) {
            System.err.println("Refused, nothing was delivered: " + e.code() + ", " + e.detail());
            e.violations().forEach(System.err::println);
            return 3;
        }
    }
}
