package org.adtgateway.client;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Sets up an {@link AdtGatewayClient}. An address and an identity are needed; the rest has defaults. */
public final class AdtGatewayClientBuilder {
    private final List<URI> addresses = new ArrayList<>();
    private @Nullable Identity identity;
    private @Nullable SSLContext tls;
    private @Nullable KeyStore trust;
    private @Nullable ReceiptVerifier receipts;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration responseTimeout = Duration.ofMinutes(2);
    private HttpClients.@Nullable Proxy proxy;
    private RetryPolicy retries = RetryPolicy.standard();
    private CallListener listener = new CallListener() {};
    private Clock clock = Clock.systemUTC();

    AdtGatewayClientBuilder() {}

    /**
     * Where the gateway is, such as {@code https://gateway.example}. With several addresses of the same gateway, the
     * next is tried when one cannot be reached.
     */
    public AdtGatewayClientBuilder address(URI... all) {
        addresses.addAll(Arrays.asList(all));
        return this;
    }

    /** As {@link #address(URI...)}. */
    public AdtGatewayClientBuilder address(String address) {
        return address(URI.create(address));
    }

    /** The transport certificate and its key. */
    public AdtGatewayClientBuilder identity(Identity transport) {
        this.identity = transport;
        return this;
    }

    /** TLS set up elsewhere, in place of {@link #identity} and {@link #trust}. */
    public AdtGatewayClientBuilder sslContext(SSLContext context) {
        this.tls = context;
        return this;
    }

    /** The authorities in a PEM file that may issue the gateway's certificate; otherwise those of the Java runtime. */
    public AdtGatewayClientBuilder trust(Path pem) {
        return trust(KeyFiles.certificates(pem));
    }

    /** The authorities that may issue the gateway's certificate. */
    public AdtGatewayClientBuilder trust(Collection<X509Certificate> authorities) {
        return trust(TlsContextFactory.trust(authorities));
    }

    /** The authorities that may issue the gateway's certificate. */
    public AdtGatewayClientBuilder trust(KeyStore authorities) {
        this.trust = authorities;
        return this;
    }

    /** The authorities in a PEM file that issue the certificates for receipts. */
    public AdtGatewayClientBuilder receiptTrust(Path pem) {
        return receiptTrust(ReceiptVerifier.trusting(pem));
    }

    /** Who checks receipts. */
    public AdtGatewayClientBuilder receiptTrust(ReceiptVerifier verifier) {
        this.receipts = verifier;
        return this;
    }

    /** How long connecting may take, the TLS handshake not counted; 10 s unless set. */
    public AdtGatewayClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = timeout;
        return this;
    }

    /**
     * How long the gateway may be silent; 2 minutes unless set. A large file is checked between its last byte and the
     * answer. Calls that ask the gateway to wait have that time in addition.
     */
    public AdtGatewayClientBuilder responseTimeout(Duration timeout) {
        this.responseTimeout = timeout;
        return this;
    }

    /** An HTTP proxy to go through, such as {@code http://proxy.example:3128}. The connection inside stays TLS. */
    public AdtGatewayClientBuilder proxy(URI address) {
        this.proxy = new HttpClients.Proxy(address, null);
        return this;
    }

    /** An HTTP proxy that asks for a name and a password. */
    public AdtGatewayClientBuilder proxy(URI address, String user, char[] password) {
        this.proxy = new HttpClients.Proxy(address, new UsernamePasswordCredentials(user, password.clone()));
        return this;
    }

    /** How often to try again; {@link RetryPolicy#standard()} unless set. */
    public AdtGatewayClientBuilder retries(RetryPolicy policy) {
        this.retries = policy;
        return this;
    }

    /** Is told of retries and warnings. */
    public AdtGatewayClientBuilder listener(CallListener other) {
        this.listener = other;
        return this;
    }

    AdtGatewayClientBuilder clock(Clock other) {
        this.clock = other;
        return this;
    }

    /**
     * Makes the client. No connection is opened yet.
     *
     * @throws IllegalArgumentException when the address or the identity is missing
     */
    public AdtGatewayClient build() {
        GatewayUrls all = new GatewayUrls(addresses);
        SSLContext context = tls;
        if (context == null) {
            if (identity == null) {
                throw new IllegalArgumentException("The transport identity is missing: the gateway speaks mutual TLS");
            }
            context = TlsContextFactory.of(identity, trust);
        }
        RequestConfig config = RequestConfig.custom()
                .setResponseTimeout(Timeout.of(responseTimeout))
                .build();
        HttpTransport transport =
                new HttpTransport(HttpClients.create(context, connectTimeout, proxy), config, listener);
        return new AdtGatewayClient(
                new CallExecutor(transport, new RetryExecutor(all, retries, listener)), receipts, clock);
    }
}
