package org.adtgateway.server.delivery;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.SignatureVerdict;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.act.SignatureVerdicts;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.act.SpooledFile;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;

/** Says what a submission would be answered, with everything that is wrong at once. Keeps nothing. */
public final class Validation {
    private final SubmissionReader reader;
    private final KnownActs knownActs;
    private final SignedActVerifier signedActs;
    private final ContentCheck contentCheck;
    private final Limits limits;
    private final SubmissionPermission permission;
    private final Metrics metrics;
    private final Clock clock;

    public Validation(
            SubmissionReader reader,
            KnownActs knownActs,
            SignedActVerifier signedActs,
            ContentCheck contentCheck,
            Limits limits,
            SubmissionPermission permission,
            Metrics metrics,
            Clock clock) {
        this.reader = reader;
        this.knownActs = knownActs;
        this.signedActs = signedActs;
        this.contentCheck = contentCheck;
        this.limits = limits;
        this.permission = permission;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * The whole verdict.
     *
     * @param signature empty where none was sent
     * @param sameAct the submission that this very act led to before
     * @param sameContent the newest submission of the same bytes
     */
    public record Verdict(
            boolean accepted,
            FileType fileType,
            long fileSize,
            String fileSha256,
            FileReport report,
            Optional<SignatureVerdict> signature,
            Optional<UUID> sameAct,
            Optional<UUID> sameContent) {}

    /**
     * Checks a form and all that is in it.
     *
     * @throws ProblemException for a form that is not as the contract says; a fault of signature or content is part of the verdict
     */
    public Verdict validate(Caller caller, Multipart unread) {
        try (SubmissionForm form = SubmissionForm.read(unread, limits, false)) {
            Signature signature = form.signature()
                    .map(received -> check(caller, form, received))
                    .orElseGet(() -> new Signature(Optional.empty(), Optional.empty(), Optional.empty()));
            if (signature.sameAct().isEmpty()) {
                permission.require(caller, form);
            }
            FileReport report = contentCheck.report(
                    form.fileType(),
                    form.file(),
                    signature
                            .signer()
                            .map(RegisteredCertificate::userIds)
                            .orElse(caller.party().userIds()));
            String fileSha256 = form.file().sha256();
            Optional<UUID> sameContent = reader.sameContent(caller.party().id(), fileSha256);
            boolean signatureHolds =
                    signature.report().map(each -> each.code() == null).orElse(true);
            boolean accepted = signature.sameAct().isPresent() || (signatureHolds && report.accepted());
            metrics.submission(
                    form.fileType().name(), accepted ? Metrics.Result.CHECKED_GOOD : Metrics.Result.CHECKED_BAD);
            return new Verdict(
                    accepted,
                    form.fileType(),
                    form.file().size(),
                    fileSha256,
                    report,
                    signature.report(),
                    signature.sameAct(),
                    sameContent);
        }
    }

    private record Signature(
            Optional<SignatureVerdict> report, Optional<RegisteredCertificate> signer, Optional<UUID> sameAct) {}

    private Signature check(Caller caller, SubmissionForm form, SpooledFile received) {
        try {
            ParsedSignature claim = signedActs.parse(received.bytes());
            Optional<Submission> known = knownActs.find(caller, claim, form.file());
            if (known.isPresent()) {
                return new Signature(
                        Optional.of(SignatureVerdicts.passed(known.get().signer(), claim.signingTime())),
                        Optional.empty(),
                        known.map(Submission::id));
            }
            RegisteredCertificate signer = signedActs.verify(caller, claim, form.file(), clock.instant());
            ContentCheck.requirePermitted(form.fileType(), signer);
            return new Signature(
                    Optional.of(SignatureVerdicts.passed(SignatureVerdicts.signer(signer), claim.signingTime())),
                    Optional.of(signer),
                    Optional.empty());
        } catch (ProblemException refusal) {
            return new Signature(Optional.of(SignatureVerdicts.of(refusal)), Optional.empty(), Optional.empty());
        }
    }
}
