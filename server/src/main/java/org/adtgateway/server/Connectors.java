package org.adtgateway.server;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.ssl.X509;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connectors to mutual TLS by BCP 195 (RFC 9325): TLS 1.2 and 1.3, authenticated encryption with forward secrecy, no renegotiation.
 * A configuration may choose among these, not beyond them.
 */
final class Connectors {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Kinds of a general name, RFC 5280, section 4.2.1.6. */
    private static final Integer DNS_NAME = 2;

    private static final Integer IP_ADDRESS = 7;

    private Connectors() {}

    /**
     * Checks every connector that callers can reach, and fills in what it leaves open.
     *
     * @throws IllegalArgumentException naming what is missing or not allowed
     */
    static void requireMutualTls(ServerFactory server) {
        if (!(server instanceof DefaultServerFactory factory)) {
            throw new IllegalArgumentException("server.type must be default: the admin connector has its own port");
        }
        for (ConnectorFactory connector : factory.getApplicationConnectors()) {
            if (!(connector instanceof HttpsConnectorFactory https)) {
                throw new IllegalArgumentException(
                        "server.applicationConnectors: every connector must be of type https");
            }
            if (!Boolean.TRUE.equals(https.getNeedClientAuth())) {
                throw new IllegalArgumentException(
                        "server.applicationConnectors: needClientAuth must be true on port " + https.getPort());
            }
            if (https.getTrustStorePath() == null) {
                throw new IllegalArgumentException("server.applicationConnectors: trustStorePath is missing on port "
                        + https.getPort() + "; without it every public CA would be trusted");
            }
            https.setSupportedProtocols(allowed("supportedProtocols", https.getSupportedProtocols(), PROTOCOLS));
            https.setSupportedCipherSuites(
                    allowed("supportedCipherSuites", https.getSupportedCipherSuites(), CIPHER_SUITES));
            https.setAllowRenegotiation(false);
        }
    }

    /** Has the platform refuse a renegotiation too, where Jetty would still have it answered while it closes. Read once, at the first handshake. */
    static void refuseRenegotiation() {
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /**
     * Refuses a trust store by which no client could connect, such as one that openssl made, without the mark of a trusted certificate, or one
     * that shuts out those whom the gateway would accept.
     *
     * @param server as {@link #requireMutualTls} has found it good
     * @param transport of whose anchors each must be in the trust store, or an authority below it
     * @throws IllegalArgumentException naming the file
     */
    static void requireAuthorities(ServerFactory server, CertificateValidator transport, Clock clock) {
        for (ConnectorFactory connector : ((DefaultServerFactory) server).getApplicationConnectors()) {
            requireAuthorities((HttpsConnectorFactory) connector, transport, clock);
        }
    }

    static void requireAuthorities(HttpsConnectorFactory https, CertificateValidator transport, Clock clock) {
        List<X509Certificate> trusted = authorities(https, clock);
        if (trusted.isEmpty()) {
            throw unfit(
                    https,
                    "has no trusted entry with a certificate authority that is valid now, so that no client could connect. Add the roots of the transport PKI by keytool -importcert.");
        }
        for (X509Certificate anchor : transport.anchors()) {
            if (trusted.stream().noneMatch(each -> isSame(top(transport.path(each, clock.instant())), anchor))) {
                throw unfit(
                        https,
                        "has neither the anchor "
                                + anchor.getSubjectX500Principal().getName()
                                + " of transport.anchors nor an authority below it, so that no client of that PKI could connect. Add it by keytool -importcert, or take it out of transport.anchors first.");
            }
        }
    }

    private static List<X509Certificate> authorities(HttpsConnectorFactory https, Clock clock) {
        List<X509Certificate> authorities = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of(https.getTrustStorePath()))) {
            KeyStore store = KeyStore.getInstance(https.getTrustStoreType());
            String password = https.getTrustStorePassword();
            store.load(in, password == null ? null : password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)
                        && store.getCertificate(alias) instanceof X509Certificate certificate
                        && certificate.getBasicConstraints() >= 0
                        && isInTime(certificate, clock.instant())) {
                    authorities.add(certificate);
                }
            }
            return authorities;
        } catch (IOException | GeneralSecurityException e) {
            throw unfit(https, "cannot be read: " + e.getMessage());
        }
    }

    private static IllegalArgumentException unfit(HttpsConnectorFactory https, String why) {
        return new IllegalArgumentException(
                "server.applicationConnectors: the trust store " + https.getTrustStorePath() + " " + why);
    }

    private static X509Certificate top(List<X509Certificate> path) {
        return path.get(path.size() - 1);
    }

    /** Returns whether two certificates are of one authority: a root may have been issued again with its key. */
    private static boolean isSame(X509Certificate one, X509Certificate other) {
        return one.getSubjectX500Principal().equals(other.getSubjectX500Principal())
                && one.getPublicKey().equals(other.getPublicKey());
    }

    /**
     * Returns the certificate that the key store of a connector has for its key, and those of its authorities that are with it.
     *
     * @throws OperatorException when the key store cannot be opened, or has no key
     */
    static List<X509Certificate> chain(HttpsConnectorFactory https) throws IOException, GeneralSecurityException {
        Path file = Path.of(Objects.requireNonNull(https.getKeyStorePath(), "keyStorePath is missing"));
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(https.getKeyStoreType());
            String password = https.getKeyStorePassword();
            store.load(in, password == null ? null : password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                if (store.isKeyEntry(alias) && chain != null) {
                    return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
                }
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new OperatorException(file + " cannot be opened: " + e.getMessage(), e);
        }
        throw new OperatorException(file + " has no key");
    }

    /** Returns the names and addresses of hosts that a certificate is for (RFC 9525). */
    static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of()).stream()
                .filter(name -> name.get(1) instanceof String)
                .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                .map(name -> (String) name.get(1))
                .toList();
    }

    private static boolean isInTime(X509Certificate certificate, Instant at) {
        return !at.isBefore(certificate.getNotBefore().toInstant())
                && !at.isAfter(certificate.getNotAfter().toInstant());
    }

    /**
     * What the running server shows to those who connect; of several certificates the one that ends first. A key store that was replaced does
     * not count before it is taken up.
     */
    static X509Certificate presented(Server server) {
        return server.getContainedBeans(SslContextFactory.Server.class).stream()
                .flatMap(tls -> tls.getAliases().stream().map(tls::getX509))
                .map(X509::getCertificate)
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow(() -> new IllegalStateException("no connector has a certificate"));
    }

    private static List<String> allowed(String setting, @Nullable List<String> chosen, List<String> allowed) {
        if (chosen == null || chosen.isEmpty()) {
            return allowed;
        }
        Set<String> others = new HashSet<>(chosen);
        others.removeAll(allowed);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "server.applicationConnectors: " + setting + " may only name " + allowed + ", not " + others);
        }
        return chosen;
    }
}
