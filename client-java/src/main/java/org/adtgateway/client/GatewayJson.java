package org.adtgateway.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.adtgateway.client.internal.json.Json;

/**
 * Writes the records of this package as the JSON of the contract, and reads them again. The JSON library of an
 * application does not know how, as the SDK has its own, under another name.
 */
public final class GatewayJson {
    private GatewayJson() {}

    /** Writes a record, or lists and maps of them, in one line. */
    public static String toJson(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This cannot be written as JSON", e);
        }
    }

    /** Writes the same in several lines, for people. */
    public static String toPrettyJson(Object value) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This cannot be written as JSON", e);
        }
    }

    /**
     * Reads a record. Unknown members are ignored.
     *
     * @throws IOException when the text is not JSON, or lacks what the record must have
     */
    public static <T> T read(String json, Class<T> type) throws IOException {
        T value = Json.MAPPER.readValue(json, type);
        if (value == null) {
            throw new IOException("This is null, and not a " + type.getSimpleName());
        }
        return value;
    }
}
