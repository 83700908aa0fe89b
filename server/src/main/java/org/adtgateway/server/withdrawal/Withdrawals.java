package org.adtgateway.server.withdrawal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.EventType;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.act.RefusalAudit;
import org.adtgateway.server.act.SignatureVerdicts;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.act.SpooledFile;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.MultipartForm;
import org.adtgateway.server.http.PartRule;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.Transition;
import org.adtgateway.server.submission.Transitions;
import org.adtgateway.server.submission.Withdrawal;
import org.adtgateway.server.submission.WithdrawalDao;
import org.jdbi.v3.core.Jdbi;

/** The owner takes a submission back, by a signed instruction, as long as the DCC has not taken it up. */
public final class Withdrawals {
    private final Jdbi jdbi;
    private final SubmissionReader store;
    private final SignedActVerifier signedActs;
    private final ReceiptIssuer receipts;
    private final RefusalAudit refusals;
    private final Runnable afterCommit;
    private final Limits limits;
    private final Clock clock;

    /** @param afterCommit called when there is a new event */
    public Withdrawals(
            Jdbi jdbi,
            SubmissionReader store,
            SignedActVerifier signedActs,
            ReceiptIssuer receipts,
            RefusalAudit refusals,
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
    public ActResult withdraw(Caller caller, UUID id, Multipart unread) {
        Submission submission = store.find(caller, id);
        return refusals.auditing(caller, () -> {
            try (MultipartForm parts = unread.read(List.of(
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
                        new SpooledFile(parts.get("instruction").spool(), null),
                        new SpooledFile(parts.get("signature").spool(), null));
            }
        });
    }

    private ActResult withdraw(Caller caller, Submission submission, SpooledFile instruction, SpooledFile signature) {
        ParsedSignature claim = signedActs.parse(signature.bytes());
        Optional<Withdrawal> earlier = jdbi.withExtension(WithdrawalDao.class, dao -> dao.find(submission.id()));
        if (earlier.isPresent()
                && earlier.get().act().equals(SignedActVerifier.attributesSha256(claim))
                && signedActs.names(claim, earlier.get().signerSha256())) {
            signedActs.verifyAgain(claim, instruction, earlier.get().signerSha256());
            return new ActResult(store.find(caller, submission.id()), true);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        RegisteredCertificate signer = signedActs.verify(caller, claim, instruction, now);
        WithdrawalInstruction order = WithdrawalInstruction.parse(instruction.bytes(), submission.id());
        if (earlier.isPresent()) {
            return new ActResult(store.find(caller, submission.id()), true);
        }

        Withdrawal withdrawal = new Withdrawal(
                SignedActVerifier.attributesSha256(claim),
                instruction.sha256(),
                signature.sha256(),
                signer.sha256(),
                order.reason(),
                order.requestedAt(),
                now);
        byte[] receipt = receipts.issue(ReceiptContents.of(submission, withdrawal, SignatureVerdicts.signer(signer)));
        Optional<Submission> changed = jdbi.inTransaction(transaction -> {
            Optional<Submission> withdrawn =
                    Transitions.apply(transaction, submission, Transition.WITHDRAW, caller, now, order.reason());
            if (withdrawn.isPresent()) {
                transaction
                        .attach(WithdrawalDao.class)
                        .insert(submission.id(), withdrawal, instruction.bytes(), signature.bytes(), receipt);
            }
            return withdrawn;
        });
        if (changed.isEmpty()) {
            return otherwise(store.find(caller, submission.id()));
        }
        afterCommit.run();
        AuditLog.changed(EventType.WITHDRAWN, submission.id(), submission.partyId(), submission.fileType());
        return new ActResult(changed.get(), false);
    }

    /** Another call changed it first: to the same state, or to one that no withdrawal leaves. */
    private static ActResult otherwise(Submission found) {
        if (found.status() == SubmissionStatus.WITHDRAWN) {
            return new ActResult(found, true);
        }
        throw Transitions.refusal(Transition.WITHDRAW, found);
    }
}
