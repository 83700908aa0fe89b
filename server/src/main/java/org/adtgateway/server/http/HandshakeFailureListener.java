package org.adtgateway.server.http;

import com.google.common.collect.ImmutableList;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.adtgateway.checks.text.PrintableText;
import org.adtgateway.server.metrics.Metrics;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the handshakes that fail, by reason, and writes them down: who is kept out there gets no answer that could say why. The JSSE tells
 * reasons by exception where there is one, and otherwise by its words alone.
 */
public final class HandshakeFailureListener implements SslHandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeFailureListener.class);
    private static final int MAX_SHOWN = 500;
    private static final int MAX_CAUSES = 10;

    /** Why a handshake failed. */
    enum Reason {
        /** The client sent no certificate. */
        NO_CERTIFICATE("empty client certificate chain", "empty server certificate chain", "bad_certificate"),
        /** Its certificate does not chain to the trust store. */
        UNKNOWN_AUTHORITY("path building failed", "path does not chain", "unable to find valid certification path"),
        /** Its certificate has ended, or not begun. */
        NOT_VALID_NOW(),
        /** No protocol or cipher suite in common. */
        NO_COMMON_PARAMETERS("no cipher suites in common", "protocol", "no negotiable"),
        /** The client refused, with an alert: for instance because it does not trust the server's certificate. */
        REFUSED_BY_CLIENT("received fatal alert"),
        /** Hung up, talked something else than TLS, or anything else. */
        OTHER();

        private final ImmutableList<String> words;

        Reason(String... words) {
            this.words = ImmutableList.copyOf(words);
        }

        /** Its name in metrics. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Metrics metrics;

    /** @param metrics get the failures by reason */
    public HandshakeFailureListener(Metrics metrics) {
        this.metrics = metrics;
        metrics.expectHandshakeFailures(
                Arrays.stream(Reason.values()).map(Reason::label).toList());
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        Reason reason = reason(failure);
        metrics.handshakeFailed(reason.label());
        LOG.info(
                "TLS handshake with {} failed: {} ({}){}",
                event.getEndPoint() == null ? "?" : event.getEndPoint().getRemoteSocketAddress(),
                reason.label(),
                PrintableText.of(String.valueOf(failure.getMessage()), MAX_SHOWN),
                subject(failure));
    }

    static Reason reason(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; i < MAX_CAUSES && each != null; i++) {
            if (each instanceof CertificateExpiredException || each instanceof CertificateNotYetValidException) {
                return Reason.NOT_VALID_NOW;
            }
            each = each.getCause();
        }
        each = failure;
        for (int i = 0; i < MAX_CAUSES && each != null; i++) {
            Reason reason = byWords(each);
            if (reason != Reason.OTHER) {
                return reason;
            }
            each = each.getCause();
        }
        return Reason.OTHER;
    }

    private static Reason byWords(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || !(failure instanceof SSLException || failure instanceof GeneralSecurityException)) {
            return Reason.OTHER;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("received fatal alert")) {
            return Reason.REFUSED_BY_CLIENT;
        }
        for (Reason reason : Reason.values()) {
            if (reason.words.stream().anyMatch(lower::contains)) {
                return reason;
            }
        }
        return Reason.OTHER;
    }

    /** Whose certificate it was, where the validator says so. */
    private static String subject(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; i < MAX_CAUSES && each != null; i++) {
            if (each instanceof CertPathValidatorException path
                    && path.getCertPath() != null
                    && path.getIndex() >= 0
                    && path.getIndex() < path.getCertPath().getCertificates().size()) {
                Certificate certificate = path.getCertPath().getCertificates().get(path.getIndex());
                return certificate instanceof X509Certificate x509
                        ? " of "
                                + PrintableText.of(
                                        x509.getSubjectX500Principal().getName(), MAX_SHOWN)
                        : "";
            }
            each = each.getCause();
        }
        return "";
    }
}
