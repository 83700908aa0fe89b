package org.adtgateway.server.http;

import static org.adtgateway.api.ProblemCategory.FORMAT;
import static org.adtgateway.api.ProblemCategory.RETRY;
import static org.adtgateway.api.ProblemCategory.WORKFLOW;

import java.util.Locale;
import org.adtgateway.api.ProblemCategory;

/**
 * The closed list of reasons for which a call fails: one constant for each thing that a caller can act on. Stable: callers' programs branch
 * on these names. Each is explained with its remedy in the contract and in docs/api-guide.md.
 */
public enum ProblemCode {
    MALFORMED_REQUEST(400, FORMAT, "The request could not be read"),
    INVALID_PARAMETER(400, FORMAT, "A parameter is not valid"),
    MISSING_PART(400, FORMAT, "A part of the form is missing"),
    UNEXPECTED_PART(400, FORMAT, "The form has a part that does not belong there"),
    INVALID_PART(400, FORMAT, "A part of the form is not valid"),
    NOT_FOUND(404, WORKFLOW, "There is no such thing here"),
    METHOD_NOT_ALLOWED(405, FORMAT, "This method is not allowed here"),
    NOT_ACCEPTABLE(406, FORMAT, "No form of answer that the request accepts"),
    REQUEST_TIMEOUT(408, RETRY, "The request came too slowly"),
    FILE_TOO_LARGE(413, FORMAT, "The file is too large"),
    SIGNATURE_TOO_LARGE(413, FORMAT, "The signature is too large"),
    FIELD_TOO_LARGE(413, FORMAT, "A field of the form is too large"),
    REQUEST_TOO_LARGE(413, FORMAT, "The request is too large"),
    URI_TOO_LONG(414, FORMAT, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, FORMAT, "The media type of the request is not supported"),
    HEADERS_TOO_LARGE(431, FORMAT, "The headers are too large"),

    NOT_CMS(422, FORMAT, "The signature is not CMS SignedData"),
    MALFORMED_SIGNATURE(422, FORMAT, "The signature is damaged"),
    NOT_DETACHED(422, FORMAT, "The signature contains the file"),
    SIGNER_COUNT(422, FORMAT, "The signature must have exactly one signer"),
    ALGORITHM_NOT_ALLOWED(422, FORMAT, "The signature uses an algorithm that is not allowed"),
    SIGNED_ATTRIBUTES(422, FORMAT, "The signed attributes are not as required"),
    SIGNING_CERTIFICATE_MISMATCH(422, FORMAT, "The signature names another certificate than its signer's"),
    DIGEST_MISMATCH(422, FORMAT, "The signature is not over these bytes"),
    SIGNATURE_INVALID(422, FORMAT, "The signature is not valid"),
    SIGNING_TIME_TOO_OLD(422, FORMAT, "The signature is too old"),
    SIGNING_TIME_IN_FUTURE(422, FORMAT, "The signing time lies in the future"),
    CONTENT_INVALID(422, FORMAT, "The file does not obey its format"),
    INSTRUCTION_INVALID(422, FORMAT, "The withdrawal instruction is not valid"),
    OUTCOME_INVALID(422, FORMAT, "The outcome is not valid"),
    ROW_RESULTS_INVALID(422, FORMAT, "The results of rows are not valid"),
    REASON_REQUIRED(422, FORMAT, "A rejection needs a reason"),

    NOT_REGISTERED(401, WORKFLOW, "The client certificate is not registered"),
    PARTY_DISABLED(401, WORKFLOW, "The Party is disabled"),
    TRANSPORT_CERTIFICATE_INVALID(401, WORKFLOW, "The client certificate is no longer valid"),
    ROLE_REQUIRED(403, WORKFLOW, "The Party does not have the role for this operation"),
    CROSS_SITE_CALL(403, WORKFLOW, "A browser made the call for another site"),
    FILE_TYPE_NOT_PERMITTED(403, WORKFLOW, "The Party may not submit files of this type"),
    SIGNER_OF_ANOTHER_PARTY(403, WORKFLOW, "The file is signed by another Party"),
    SIGNER_NOT_PERMITTED(403, WORKFLOW, "The signing certificate is not permitted for this file"),
    SIGNER_UNKNOWN(422, WORKFLOW, "The signing certificate is not registered"),
    CERTIFICATE_EXPIRED(422, WORKFLOW, "A certificate of the signer has expired"),
    CERTIFICATE_NOT_YET_VALID(422, WORKFLOW, "A certificate of the signer is not yet valid"),
    CHAIN_INVALID(422, WORKFLOW, "The signing certificate does not chain to a trusted anchor"),
    KEY_USAGE(422, WORKFLOW, "The signing certificate is not for signatures"),
    CERTIFICATE_REVOKED(422, WORKFLOW, "A certificate of the signer is revoked"),
    SUBMISSION_DIFFERS(409, WORKFLOW, "The same signed file came before with other references"),
    NOT_WITHDRAWABLE(409, WORKFLOW, "The submission can no longer be withdrawn"),
    NOT_CLAIMABLE(409, WORKFLOW, "The submission can no longer be claimed"),
    NOT_DECIDABLE(409, WORKFLOW, "The submission cannot be decided in its state"),
    NOT_RELEASABLE(409, WORKFLOW, "The claim cannot be released"),
    ROW_RESULTS_MISSING(422, WORKFLOW, "Rows have no result"),
    FEED_RESTARTED(410, WORKFLOW, "The feed begins again after a restore"),
    NOT_IMPLEMENTED(501, WORKFLOW, "This operation is not available yet"),

    TOO_MANY_REQUESTS(429, RETRY, "Too many requests"),
    INTERNAL_ERROR(500, RETRY, "The service failed"),
    REVOCATION_UNKNOWN(503, RETRY, "Revocation cannot be checked at the moment"),
    UNAVAILABLE(503, RETRY, "The service is not available at the moment"),
    OVERLOADED(503, RETRY, "The service is busy");

    private final int status;
    private final ProblemCategory category;
    private final String title;

    ProblemCode(int status, ProblemCategory category, String title) {
        this.status = status;
        this.category = category;
        this.title = title;
    }

    /** Returns the HTTP status (RFC 9110). */
    public int status() {
        return status;
    }

    public ProblemCategory category() {
        return category;
    }

    public String title() {
        return title;
    }

    /** Returns the problem type (RFC 9457, 3.1.1). */
    public String type() {
        return "urn:adt-gateway:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
