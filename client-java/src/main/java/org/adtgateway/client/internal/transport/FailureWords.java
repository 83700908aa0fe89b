package org.adtgateway.client.internal.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Describes why a connection failed, for people: what the runtime says of it would help nobody. */
final class FailureWords {
    private static final Pattern ANOTHER_NAME =
            Pattern.compile("No subject alternative|No name matching|doesn't match");
    private static final Pattern NO_TLS =
            Pattern.compile("Unsupported or unrecognized SSL message|plaintext connection");
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): ");
    private static final int DEPTH = 20;

    private FailureWords() {}

    static String of(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host is not known (" + e.getMessage() + "): is the address right?";
        }
        if (e instanceof SSLException) {
            return ofTls(e);
        }
        return plain(e);
    }

    private static String ofTls(IOException e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return "its certificate has expired, or that of its authority: is the clock of this machine right?";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet: is the clock of this machine right?";
            }
            if (ANOTHER_NAME.matcher(text).find()) {
                return "its certificate is for another name than that of the address";
            }
            if (NO_TLS.matcher(text).find()) {
                return "what answers there does not speak TLS";
            }
            cause = cause.getCause();
        }
        return String.valueOf(e.getMessage()).contains("PKIX path")
                ? "its certificate is not of an authority that is trusted here"
                : plain(e);
    }

    private static String plain(IOException e) {
        if (e.getMessage() == null) {
            return e instanceof SocketTimeoutException ? "it took too long" : "the connection was closed";
        }
        return CLASS_NAME.matcher(e.getMessage()).replaceAll("");
    }
}
