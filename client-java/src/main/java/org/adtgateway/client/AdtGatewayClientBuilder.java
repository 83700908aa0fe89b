package org.adtgateway.client;

import java.net.URI;
import java.net.URISyntaxException;
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
import org.adtgateway.checks.text.PrintableAddress;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.adtgateway.client.internal.transport.CallExecutor;
import org.adtgateway.client.internal.transport.GatewayUrls;
import org.adtgateway.client.internal.transport.HttpClients;
import org.adtgateway.client.internal.transport.HttpTransport;
import org.adtgateway.client.internal.transport.Renewal;
import org.adtgateway.client.internal.transport.RetryExecutor;
import org.adtgateway.client.internal.transport.TlsContextFactory;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
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
     * Adds where the gateway is, such as {@code https://gateway.example}: without the {@code /v1} of the API. With several URLs of the same
     * gateway, the next is tried when one cannot be reached.
     */
    public AdtGatewayClientBuilder address(URI... all) {
        addresses.addAll(Arrays.asList(all));
        return this;
    }

    /**
     * Adds a URL as {@link #address(URI...)} does.
     *
     * @throws IllegalArgumentException when it is not a URL
     */
    public AdtGatewayClientBuilder address(String address) {
        try {
            return address(new URI(address.strip()));
        } catch (URISyntaxException e) {
            // without it as the cause, which has the whole text in its message
            throw new IllegalArgumentException("Not an address: '" + PrintableAddress.of(address)
                    + "'; write https://gateway.example, with a port where needed");
        }
    }

    /** Sets the transport certificate and its key. */
    public AdtGatewayClientBuilder identity(Identity transport) {
        this.identity = transport;
        return this;
    }

    /** Sets a TLS context of your own, in place of {@link #identity} and {@link #trust}. */
    public AdtGatewayClientBuilder sslContext(SSLContext context) {
        this.tls = context;
        return this;
    }

    /** Trusts the authorities in a PEM file to issue the gateway's certificate; by default those of the Java runtime. */
    public AdtGatewayClientBuilder trust(Path pem) {
        return trust(KeyFiles.certificates(pem));
    }

    /** Trusts these authorities to issue the gateway's certificate. */
    public AdtGatewayClientBuilder trust(Collection<X509Certificate> authorities) {
        return trust(TlsContextFactory.trust(authorities));
    }

    /** Trusts these authorities to issue the gateway's certificate. */
    public AdtGatewayClientBuilder trust(KeyStore authorities) {
        this.trust = authorities;
        return this;
    }

    /** Trusts the authorities in a PEM file to issue the certificates for receipts. */
    public AdtGatewayClientBuilder receiptTrust(Path pem) {
        return receiptTrust(ReceiptVerifier.trusting(pem));
    }

    /** Sets the verifier of receipts. */
    public AdtGatewayClientBuilder receiptTrust(ReceiptVerifier verifier) {
        this.receipts = verifier;
        return this;
    }

    /** Sets how long connecting may take without the TLS handshake; 10 s by default. */
    public AdtGatewayClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = timeout;
        return this;
    }

    /**
     * Sets how long the gateway may be silent; 2 minutes by default. A large file is checked between its last byte and the
     * answer. Calls that ask the gateway to wait have that time in addition.
     */
    public AdtGatewayClientBuilder responseTimeout(Duration timeout) {
        this.responseTimeout = timeout;
        return this;
    }

    /**
     * Sets an HTTP proxy, such as {@code http://proxy.example:3128}. The connection inside stays TLS.
     *
     * @throws IllegalArgumentException when it is not the address of one, or has a user or a password in it:
     *     {@link #proxy(URI, String, char[])} takes them
     */
    public AdtGatewayClientBuilder proxy(URI address) {
        this.proxy = new HttpClients.Proxy(requireHost(address), null);
        return this;
    }

    private static URI requireHost(URI proxy) {
        GatewayUrls.requireNoUser(proxy);
        if (!"http".equalsIgnoreCase(proxy.getScheme()) || proxy.getHost() == null) {
            throw new IllegalArgumentException("Not the address of a proxy: " + PrintableAddress.of(proxy.toString())
                    + "; write http://proxy.example:3128");
        }
        return proxy;
    }

    /** Sets an HTTP proxy that asks for a name and a password. */
    public AdtGatewayClientBuilder proxy(URI address, String user, char[] password) {
        this.proxy =
                new HttpClients.Proxy(requireHost(address), new UsernamePasswordCredentials(user, password.clone()));
        return this;
    }

    /** Sets how often to try again; {@link RetryPolicy#standard()} by default. */
    public AdtGatewayClientBuilder retries(RetryPolicy policy) {
        this.retries = policy;
        return this;
    }

    /** Sets a listener to retries and warnings. */
    public AdtGatewayClientBuilder listener(CallListener other) {
        this.listener = other;
        return this;
    }

    AdtGatewayClientBuilder clock(Clock other) {
        this.clock = other;
        return this;
    }

    /**
     * Creates the client. No connection is opened yet.
     *
     * @throws IllegalArgumentException when the address or the identity is missing, or an address is not one of a gateway
     * @throws SigningException when the transport certificate has expired, or is not valid yet
     */
    public AdtGatewayClient build() {
        GatewayUrls all = new GatewayUrls(addresses);
        SSLContext context = tls == null ? context(requireIdentity()) : tls;
        PoolingHttpClientConnectionManager connections = HttpClients.connections(context, connectTimeout);
        Runnable renewal = tls == null ? new Renewal(requireIdentity().source(), context, connections) : () -> {};
        RequestConfig config = RequestConfig.custom()
                .setResponseTimeout(Timeout.of(responseTimeout))
                .build();
        HttpTransport transport = new HttpTransport(HttpClients.create(connections, proxy), config, listener);
        return new AdtGatewayClient(
                new CallExecutor(transport, new RetryExecutor(all, retries, listener), renewal), receipts, clock);
    }

    private Identity requireIdentity() {
        if (identity == null) {
            throw new IllegalArgumentException("The transport identity is missing: the gateway speaks mutual TLS");
        }
        return identity;
    }

    private SSLContext context(Identity transport) {
        KeyMaterial.requireValid(transport.certificate(), "transport", clock.instant());
        return TlsContextFactory.of(transport.source(), trust);
    }
}
