package org.adtgateway.server.delivery;

import java.util.Optional;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;

/** Finds the submission that a signed file has led to before. */
public final class KnownActs {
    private final SubmissionReader reader;
    private final SignedActVerifier signedActs;

    public KnownActs(SubmissionReader reader, SignedActVerifier signedActs) {
        this.reader = reader;
        this.signedActs = signedActs;
    }

    /**
     * Returns the submission that the caller's Party has made by this act.
     *
     * @throws ProblemException DIGEST_MISMATCH, SIGNATURE_INVALID where the file or the signature is another one than then
     */
    Optional<Submission> find(Caller caller, ParsedSignature claim, SignedContent file) {
        Optional<Submission> known =
                reader.bySignedAttributes(caller.party().id(), SignedActVerifier.attributesSha256(claim)).stream()
                        .filter(first -> signedActs.names(claim, first.signer().sha256()))
                        .findFirst();
        known.ifPresent(
                first -> signedActs.verifyAgain(claim, file, first.signer().sha256()));
        return known;
    }
}
