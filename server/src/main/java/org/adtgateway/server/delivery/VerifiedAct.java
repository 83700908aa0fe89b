package org.adtgateway.server.delivery;

import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.submission.Act;

/** Holds a signed file whose signature, signer and age have been verified; its content has not been checked. */
record VerifiedAct(Caller caller, SubmissionForm form, ParsedSignature claim, RegisteredCertificate signer) {
    Act name() {
        return SignedActVerifier.name(claim, caller);
    }
}
