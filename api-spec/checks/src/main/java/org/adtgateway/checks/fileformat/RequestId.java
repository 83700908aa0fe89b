package org.adtgateway.checks.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A Request ID (DUIS 5.4) as three numbers, so that upper and lower case are the same.
 *
 * @param originator the EUI-64 of the User, its first byte highest
 * @param target the EUI-64 of the device
 * @param counter unsigned
 */
public record RequestId(long originator, long target, long counter) {
    /** Hears of the Request IDs of a file, row by row. */
    @FunctionalInterface
    public interface Listener {
        /** Hears of one, by the numbers of a {@link RequestId}: a million objects would be garbage. */
        void named(long originator, long target, long counter);
    }

    /** Reads {@code originatorEUI:targetEUI:counter}, the counter from 0 to 18446744073709551615 without leading zeros. */
    public static Optional<RequestId> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        DuisRequestId id = new DuisRequestId();
        return id.read(bytes, 0, bytes.length) && id.counterFits
                ? Optional.of(new RequestId(id.originator, id.target, id.counter))
                : Optional.empty();
    }
}
