package org.adtgateway.client.internal.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.CallListener;
import org.adtgateway.client.Failure;
import org.adtgateway.client.ProblemCategory;
import org.adtgateway.client.UploadProgress;
import org.adtgateway.client.internal.transport.AttemptFailedException.Effect;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Makes single attempts over HTTP/1.1, and classifies their failures. */
public final class HttpTransport implements AutoCloseable {
    /** Larger bodies are announced first (RFC 9110, 10.1.1), so that a refusal comes before the upload and is read. */
    private static final long ANNOUNCED_FROM = 8 * 1024;

    private final CloseableHttpClient http;
    private final RequestConfig config;
    private final CallListener listener;
    private final ProblemReader problems;

    public HttpTransport(CloseableHttpClient http, RequestConfig config, CallListener listener) {
        this.http = http;
        this.config = config;
        this.listener = listener;
        this.problems = new ProblemReader();
    }

    <T extends @Nullable Object> T attempt(
            ApiRequest call, URI address, String requestId, UploadProgress progress, ApiResponse.Reader<T> reader)
            throws AttemptFailedException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method().name(), uri(address, call));
        request.addHeader("X-Request-Id", requestId);
        for (NameValuePair header : call.headers()) {
            request.addHeader(header.getName(), header.getValue());
        }
        CountingEntity body = new CountingEntity(bodyOf(call), progress);
        if (call.method() == ApiRequest.Method.POST) {
            request.setEntity(body);
        }
        request.setConfig(RequestConfig.copy(config)
                .setExpectContinueEnabled(body.getContentLength() > ANNOUNCED_FROM)
                .setResponseTimeout(
                        Timeout.of(config.getResponseTimeout().toDuration().plus(call.extraTimeout())))
                .build());
        AtomicBoolean answered = new AtomicBoolean();
        try {
            return http.execute(request, HttpClientContext.create(), response -> {
                answered.set(true);
                return read(response, call, requestId, reader);
            });
        } catch (RefusedException e) {
            throw e.failed;
        } catch (ApiResponse.UnreadableResponseException e) {
            throw unreadable(e, call, requestId);
        } catch (CancellationException e) {
            // the calling thread was interrupted before there was a connection
            throw new AttemptFailedException(RetryExecutor.interrupted(requestId, e), Effect.NONE, false, false);
        } catch (IOException e) {
            throw answered.get() ? brokenOff(e, requestId) : failed(e, requestId, body.sentWhole());
        }
    }

    private <T extends @Nullable Object> T read(
            ClassicHttpResponse response, ApiRequest call, String requestId, ApiResponse.Reader<T> reader)
            throws IOException {
        ApiResponse reply = new ApiResponse(response.getCode(), response, requestId);
        String warning = reply.header("Warning");
        if (warning != null) {
            listener.warned(warning);
        }
        if (!reply.isSuccess()) {
            throw new RefusedException(problems.failure(reply, call));
        }
        return reader.read(reply);
    }

    private static HttpEntity bodyOf(ApiRequest call) {
        HttpEntity body = call.body();
        return body == null ? new ByteArrayEntity(new byte[0], ContentType.APPLICATION_OCTET_STREAM) : body;
    }

    private static URI uri(URI address, ApiRequest call) {
        try {
            String base = address.toString();
            return new URIBuilder((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + call.path())
                    .addParameters(call.query())
                    .build();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Not an address: " + address, e);
        }
    }

    private static AttemptFailedException failed(IOException e, String requestId, boolean sent) {
        boolean unreachable = e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
        boolean tls = isRefusedHandshake(e, sent);
        Effect effect = !unreachable && !tls && sent ? Effect.UNKNOWN : Effect.NONE;
        AdtGatewayException failure = new AdtGatewayException(
                Failure.local(
                        tls ? AdtGatewayException.TLS_FAILED : AdtGatewayException.UNREACHABLE,
                        tls ? ProblemCategory.WORKFLOW : ProblemCategory.RETRY,
                        tls
                                ? tlsDetail(e)
                                : "No answer from the gateway: " + FailureWords.of(e) + (unreachable ? "" : hint(e)),
                        requestId),
                e);
        return new AttemptFailedException(failure, effect, !tls, true);
    }

    /** Reports that the response was interrupted: the gateway had the request. */
    private static AttemptFailedException brokenOff(IOException e, String requestId) {
        Failure failure = Failure.local(
                AdtGatewayException.UNREACHABLE,
                ProblemCategory.RETRY,
                "The gateway's answer broke off: " + FailureWords.of(e),
                requestId);
        return new AttemptFailedException(new AdtGatewayException(failure, e), Effect.UNKNOWN, true, true);
    }

    /**
     * Then the request was not looked at. With TLS 1.3 the alert that refuses a client's certificate comes after the
     * request was sent; any other failure of TLS by then says nothing about the request.
     */
    private static boolean isRefusedHandshake(IOException e, boolean sent) {
        boolean cut = e.getCause() instanceof SocketException || e.getCause() instanceof EOFException;
        return e instanceof SSLException && !cut && (e instanceof SSLHandshakeException || !sent);
    }

    /** Reports a success that cannot be read: what took effect is unknown, or it was not the gateway. */
    private static AttemptFailedException unreadable(IOException e, ApiRequest call, String requestId) {
        Failure failure = Failure.local(
                AdtGatewayException.UNRECOGNISED_ANSWER, ProblemCategory.WORKFLOW, FailureWords.of(e), requestId);
        Effect effect = call.changesSomething() ? Effect.UNKNOWN : Effect.NONE;
        return new AttemptFailedException(new AdtGatewayException(failure, e), effect, false, false);
    }

    /** Some servers cut the connection when they refuse a certificate, and the alert that says so gets lost. */
    private static String hint(IOException e) {
        return e instanceof SocketTimeoutException
                ? ""
                : ". If this happens each time, the gateway may be refusing your transport certificate";
    }

    private static String tlsDetail(IOException e) {
        String reason = FailureWords.of(e);
        if (reason.contains("Received fatal alert")) {
            return "The gateway refused the connection in the TLS handshake (" + reason
                    + "): is your transport certificate the right one, unexpired, and of an authority that the gateway"
                    + " accepts?";
        }
        return "The gateway could not be trusted in the TLS handshake (" + reason
                + "): is the address right, and do you trust the authority that issued the gateway's certificate?";
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    /** Passes a refusal out of the response handler. */
    private static final class RefusedException extends IOException {
        private final transient AttemptFailedException failed;

        RefusedException(AttemptFailedException failed) {
            super(failed);
            this.failed = failed;
        }
    }
}
