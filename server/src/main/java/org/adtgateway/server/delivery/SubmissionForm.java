package org.adtgateway.server.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.act.RefusalAudit;
import org.adtgateway.server.act.SpooledFile;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.MultipartForm;
import org.adtgateway.server.http.PartRule;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.Submission;
import org.jspecify.annotations.Nullable;

/**
 * The form by which a file comes, for a submission or a dry run. Holds the file in temporary storage until closed.
 *
 * @param signature absent only from a dry run
 */
public record SubmissionForm(
        FileType fileType,
        SpooledFile file,
        Optional<SpooledFile> signature,
        @Nullable String serviceRequestReference,
        @Nullable String clientReference,
        @Nullable String incidentReference,
        MultipartForm parts)
        implements AutoCloseable {
    /** Of a Service Management Service Request, or of an incident. */
    private static final Pattern REFERENCE = Pattern.compile("[\\x21-\\x7e]{1,64}");

    private static final int MAX_CLIENT_REFERENCE = 256;

    /**
     * Reads the form.
     *
     * @throws ProblemException for a form that is not as the contract says; then nothing stays behind
     */
    static SubmissionForm read(Multipart form, Limits limits, boolean signatureRequired) {
        MultipartForm parts = form.read(List.of(
                PartRule.requiredField("fileType"),
                new PartRule("file", limits.largestFileRead(), ProblemCode.FILE_TOO_LARGE, true),
                new PartRule(
                        "signature", limits.largestSignatureRead(), ProblemCode.SIGNATURE_TOO_LARGE, signatureRequired),
                PartRule.optionalField("serviceRequestReference"),
                PartRule.optionalField("clientReference"),
                PartRule.optionalField("incidentReference")));
        try {
            FileType fileType = fileType(parts.text("fileType").orElseThrow());
            MultipartForm.Part file = parts.get("file");
            return new SubmissionForm(
                    fileType,
                    new SpooledFile(file.spool(), file.fileName()),
                    parts.find("signature").map(part -> new SpooledFile(part.spool(), null)),
                    serviceRequestReference(
                            parts.text("serviceRequestReference").orElse(null), fileType),
                    clientReference(parts.text("clientReference").orElse(null)),
                    reference(
                            "incidentReference", parts.text("incidentReference").orElse(null)),
                    parts);
        } catch (ProblemException e) {
            parts.close();
            throw e;
        }
    }

    private static FileType fileType(String text) {
        return Arrays.stream(FileType.values())
                .filter(type -> type.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.INVALID_PART,
                        "The part 'fileType' must be one of "
                                + Arrays.stream(FileType.values())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + (isTypeInAnotherCase(text) ? ", in upper case." : ".")));
    }

    private static boolean isTypeInAnotherCase(String text) {
        return Arrays.stream(FileType.values())
                .anyMatch(type -> type.name().equals(text.strip().toUpperCase(Locale.ROOT)));
    }

    private static @Nullable String serviceRequestReference(@Nullable String text, FileType fileType) {
        if (text == null && fileType == FileType.ADT) {
            throw new ProblemException(
                    ProblemCode.MISSING_PART,
                    "The form has no part 'serviceRequestReference', which an ADT file requires: the reference of the Service Management Service Request raised for it.");
        }
        return reference("serviceRequestReference", text);
    }

    private static @Nullable String reference(String part, @Nullable String text) {
        if (text != null && !REFERENCE.matcher(text).matches()) {
            throw new ProblemException(
                    ProblemCode.INVALID_PART,
                    "The part '" + part + "' must be 1 to 64 visible ASCII characters without spaces.");
        }
        return text;
    }

    private static @Nullable String clientReference(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int length = text.codePointCount(0, text.length());
        if (length < 1
                || length > MAX_CLIENT_REFERENCE
                || text.codePoints().anyMatch(c -> Character.isISOControl(c) || !Character.isDefined(c))) {
            throw new ProblemException(
                    ProblemCode.INVALID_PART,
                    "The part 'clientReference' must be 1 to 256 characters without control characters.");
        }
        return text;
    }

    /** Returns the names of the fields that differ from those the act came with first. The file's name is no part of the act. */
    List<String> differencesFrom(Submission first) {
        List<String> differences = new ArrayList<>();
        if (fileType != first.fileType()) {
            differences.add("fileType");
        }
        if (!Objects.equals(serviceRequestReference, first.serviceRequestReference())) {
            differences.add("serviceRequestReference");
        }
        if (!Objects.equals(clientReference, first.clientReference())) {
            differences.add("clientReference");
        }
        if (!Objects.equals(incidentReference, first.incidentReference())) {
            differences.add("incidentReference");
        }
        return differences;
    }

    RefusalAudit.Digests digests() {
        return new RefusalAudit.Digests(
                fileType.name(),
                file.spool().sha256(),
                signature.map(each -> each.spool().sha256()).orElse(null));
    }

    @Override
    public void close() {
        parts.close();
    }
}
