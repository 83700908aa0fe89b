package org.adtgateway.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.jspecify.annotations.Nullable;

/**
 * Describes a call of the gateway, which may take several attempts. Immutable.
 *
 * @param operation its id in the contract, for listeners
 * @param path below the base address, its parts already encoded
 * @param body can be sent as often as wanted; null for none
 * @param repeat whether to try again when the result of an attempt is unknown
 * @param extraTimeout how much longer than usual the gateway may take to respond
 */
public record ApiRequest(
        String operation,
        Method method,
        String path,
        List<NameValuePair> query,
        List<NameValuePair> headers,
        @Nullable HttpEntity body,
        Repeat repeat,
        Duration extraTimeout) {

    /** The maximum of the contract. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    enum Method {
        GET,
        POST
    }

    public enum Repeat {
        /** Read only. */
        READING,
        /** Idempotent, as the signature identifies the act. */
        SAME_ACT,
        /** Not to be sent again while the result of an attempt is unknown. */
        NEVER
    }

    public static ApiRequest get(String operation, String path) {
        return new ApiRequest(operation, Method.GET, path, List.of(), List.of(), null, Repeat.READING, Duration.ZERO);
    }

    public static ApiRequest post(String operation, String path, @Nullable HttpEntity body, Repeat repeat) {
        return new ApiRequest(operation, Method.POST, path, List.of(), List.of(), body, repeat, Duration.ZERO);
    }

    /** Adds a parameter, unless its value is null. */
    public ApiRequest query(String name, @Nullable Object value) {
        return value == null
                ? this
                : new ApiRequest(
                        operation, method, path, with(query, name, value), headers, body, repeat, extraTimeout);
    }

    public ApiRequest header(String name, Object value) {
        return new ApiRequest(operation, method, path, query, with(headers, name, value), body, repeat, extraTimeout);
    }

    /** Asks the gateway to respond when something has changed, at the latest after this time (RFC 7240, 4.3). */
    public ApiRequest waiting(Duration wait) {
        Duration bounded = wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
        if (bounded.toSeconds() < 1) {
            return this;
        }
        ApiRequest call = header("Prefer", "wait=" + bounded.toSeconds());
        return new ApiRequest(operation, method, path, query, call.headers, body, repeat, bounded);
    }

    boolean changesSomething() {
        return repeat != Repeat.READING;
    }

    private static List<NameValuePair> with(List<NameValuePair> pairs, String name, Object value) {
        List<NameValuePair> more = new ArrayList<>(pairs);
        more.add(new BasicNameValuePair(name, Objects.toString(value)));
        return List.copyOf(more);
    }
}
