package org.adtgateway.server.delivery;

import org.adtgateway.server.act.SpooledFile;
import org.adtgateway.server.http.PartRule;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What a new act must keep to besides its form: sizes, the file types of its Party, and no reference that is meant for a simulated DCC where there is
 * none. An act that is known already need not.
 *
 * @param simulation whether references may steer a simulated DCC
 */
public record SubmissionPermission(Limits limits, boolean simulation) {
    private static final String SIMULATION_PREFIX = "SIM-";

    /**
     * Requires it of a form.
     *
     * @throws ProblemException FILE_TOO_LARGE, SIGNATURE_TOO_LARGE, FILE_TYPE_NOT_PERMITTED, INVALID_PART
     */
    void require(Caller caller, SubmissionForm form) {
        requireSize("file", form.file(), limits.maxFileSize().toBytes(), ProblemCode.FILE_TOO_LARGE);
        form.signature()
                .ifPresent(each -> requireSize(
                        "signature", each, limits.maxSignatureSize().toBytes(), ProblemCode.SIGNATURE_TOO_LARGE));
        if (!caller.party().fileTypes().contains(form.fileType().name())) {
            throw new ProblemException(
                    ProblemCode.FILE_TYPE_NOT_PERMITTED,
                    "The Party '" + caller.party().id() + "' is not registered to submit files of type "
                            + form.fileType() + ". Ask the DCC to extend the registration.");
        }
        requireNoSimulation(form.serviceRequestReference());
    }

    private static void requireSize(String name, SpooledFile part, long maxBytes, ProblemCode tooLarge) {
        if (part.size() > maxBytes) {
            throw PartRule.tooLarge(name, maxBytes, tooLarge);
        }
    }

    private void requireNoSimulation(@Nullable String serviceRequestReference) {
        if (!simulation && serviceRequestReference != null && serviceRequestReference.startsWith(SIMULATION_PREFIX)) {
            throw new ProblemException(
                    ProblemCode.INVALID_PART,
                    "The part 'serviceRequestReference' begins with " + SIMULATION_PREFIX
                            + ", which tells the simulated DCC of a sandbox what to do. This gateway is no sandbox: send the reference of the Service Management Service Request raised for the file.");
        }
    }
}
