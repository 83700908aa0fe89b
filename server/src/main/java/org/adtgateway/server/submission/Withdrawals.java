package org.adtgateway.server.submission;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.Receipts;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.PartRule;
import org.adtgateway.server.http.Parts;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.signature.SignatureClaim;
import org.adtgateway.server.submission.SubmissionStatus.Move;
import org.jdbi.v3.core.Jdbi;

/** The owner takes a submission back, by a signed instruction, as long as the DCC has not taken it up. */
public final class Withdrawals {
    private final Jdbi jdbi;
    private final SubmissionStore store;
    private final SignedActs signedActs;
    private final Receipts receipts;
    private final Refusals refusals;
    private final Runnable afterCommit;
    private final Limits limits;
    private final Clock clock;

    /**
     * Connects the parts.
     *
     * @param afterCommit called when there is a new event
     */
    public Withdrawals(
            Jdbi jdbi,
            SubmissionStore store,
            SignedActs signedActs,
            Receipts receipts,
            Refusals refusals,
            Runnable afterCommit,
            Limits limits,
            Clock clock) {
        this.jdbi = jdbi;
        this.store = store;
        this.signedActs = signedActs;
        this.receipts = receipts;
        this.refusals = refusals;
        this.afterCommit = afterCommit;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Withdraws. Repeating it changes nothing and answers with the same submission.
     *
     * @throws ProblemException NOT_FOUND; a fault of form, signature or instruction; NOT_WITHDRAWABLE with the state found
     */
    Submissions.Receipted withdraw(Caller caller, UUID id, Multipart unread) {
        Submission submission = store.find(caller, id);
        return refusals.auditing(caller, () -> {
            try (Parts parts = unread.read(List.of(
                    new PartRule(
                            "instruction", limits.maxInstructionSize().toBytes(), ProblemCode.FIELD_TOO_LARGE, true),
                    new PartRule(
                            "signature",
                            limits.maxSignatureSize().toBytes(),
                            ProblemCode.SIGNATURE_TOO_LARGE,
                            true)))) {
                return withdraw(
                        caller,
                        submission,
                        new ReceivedFile(parts.get("instruction").spool(), null),
                        new ReceivedFile(parts.get("signature").spool(), null));
            }
        });
    }

    private Submissions.Receipted withdraw(
            Caller caller, Submission submission, ReceivedFile instruction, ReceivedFile signature) {
        SignatureClaim claim = signedActs.parse(signature.bytes());
        Optional<Withdrawal> earlier = jdbi.withExtension(WithdrawalDao.class, dao -> dao.find(submission.id()));
        if (earlier.isPresent() && earlier.get().act().equals(SignedActs.id(claim))) {
            signedActs.verifyAgain(claim, instruction, earlier.get().signerSha256());
            return new Submissions.Receipted(store.find(caller, submission.id()), true);
        }
        RegisteredCertificate signer = signedActs.verify(caller, claim, instruction);
        WithdrawalInstruction order = WithdrawalInstruction.parse(instruction.bytes(), submission.id());
        if (earlier.isPresent()) {
            return new Submissions.Receipted(store.find(caller, submission.id()), true);
        }

        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Withdrawal withdrawal = new Withdrawal(
                SignedActs.id(claim),
                instruction.sha256(),
                signature.sha256(),
                signer.sha256(),
                order.reason(),
                order.requestedAt(),
                now);
        byte[] receipt = receipts.issue(ReceiptStatements.of(submission, withdrawal, SignatureReport.signer(signer)));
        boolean moved = jdbi.inTransaction(transaction -> {
            if (!Moves.make(transaction, submission, Move.WITHDRAW, caller, now, order.reason())) {
                return false;
            }
            transaction
                    .attach(WithdrawalDao.class)
                    .insert(submission.id(), withdrawal, instruction.bytes(), signature.bytes(), receipt);
            return true;
        });
        if (!moved) {
            return otherwise(store.find(caller, submission.id()));
        }
        afterCommit.run();
        AuditLog.moved(
                Event.Type.WITHDRAWN,
                submission.id(),
                submission.partyId(),
                submission.fileType().name());
        return new Submissions.Receipted(submission.moved(Move.WITHDRAW, now), false);
    }

    /** Another call moved it first: to the same end, or out of reach. */
    private static Submissions.Receipted otherwise(Submission found) {
        if (found.status() == SubmissionStatus.WITHDRAWN) {
            return new Submissions.Receipted(found, true);
        }
        throw Moves.refusal(Move.WITHDRAW, found);
    }
}
