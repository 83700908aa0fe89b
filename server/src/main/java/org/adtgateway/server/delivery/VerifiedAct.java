package org.adtgateway.server.delivery;

import java.time.Instant;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.submission.Act;

/**
 * Holds a signed file whose signature, signer and age have been verified; its content has not been checked.
 *
 * @param receivedAt the moment as of which they were verified
 */
record VerifiedAct(
        Caller caller, SubmissionForm form, ParsedSignature claim, RegisteredCertificate signer, Instant receivedAt) {
    Act name() {
        return new Act(SignedActVerifier.attributesSha256(claim), signer.sha256());
    }
}
