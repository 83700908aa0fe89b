package org.adtgateway.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Creates the HTTP client: mutual TLS only, kept-alive connections, no automatic retries or redirects. */
public final class HttpClients {
    private static final int MAX_CONNECTIONS = 20;
    /** Shorter than in common servers and balancers, so that this side closes an idle connection. */
    private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(25);

    /** The connection's certificate was refused, and the next one may have another. */
    private static final int UNAUTHENTICATED = 401;

    private static final TimeValue VALIDATE_AFTER = TimeValue.ofSeconds(1);

    private HttpClients() {}

    /** Names a proxy, and the credentials that it may ask for. */
    public record Proxy(URI address, @Nullable UsernamePasswordCredentials credentials) {}

    public static PoolingHttpClientConnectionManager connections(SSLContext tls, Duration connectTimeout) {
        // the runtime compares the server's name within the handshake, before anything is sent
        String[] protocols = {TLS.V_1_3.id, TLS.V_1_2.id};
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(
                        tls,
                        protocols,
                        null,
                        SSLBufferMode.STATIC,
                        HostnameVerificationPolicy.BUILTIN,
                        NoopHostnameVerifier.INSTANCE))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connectTimeout))
                        .setValidateAfterInactivity(VALIDATE_AFTER)
                        .build())
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .build();
    }

    public static CloseableHttpClient create(PoolingHttpClientConnectionManager connections, @Nullable Proxy proxy) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setKeepAliveStrategy((response, context) -> KEEP_ALIVE)
                .setConnectionReuseStrategy((request, response, context) -> response.getCode() != UNAUTHENTICATED
                        && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .setUserAgent("adt-gateway-client-java")
                // there are no cookies, so that the list of public domains need not be read
                .setDefaultCookieSpecRegistry(
                        RegistryBuilder.<CookieSpecFactory>create().build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState();
        if (proxy != null) {
            HttpHost host = HttpHost.create(proxy.address());
            builder.setProxy(host);
            if (proxy.credentials() != null) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                credentials.setCredentials(new AuthScope(host), proxy.credentials());
                builder.setDefaultCredentialsProvider(credentials);
            }
        }
        return builder.build();
    }
}
