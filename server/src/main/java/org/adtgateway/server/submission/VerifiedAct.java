package org.adtgateway.server.submission;

import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.signature.SignatureClaim;

/** A signed file that passed steps 1 to 7: whose it is and who signed it is certain, what its rows say is not. */
record VerifiedAct(Caller caller, SubmissionForm form, SignatureClaim claim, RegisteredCertificate signer) {}
