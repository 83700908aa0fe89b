package org.adtgateway.server.act;

import java.time.Instant;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.delivery.SubmissionForm;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;

/**
 * Holds a signed file that passed steps 1 to 7: whose it is and who signed it is certain, what its rows say is not.
 *
 * @param receivedAt the moment at which its signature was judged
 */
public record VerifiedAct(
        Caller caller,
        SubmissionForm form,
        ParsedSignature claim,
        RegisteredCertificate signer,
        Instant receivedAt) {}
