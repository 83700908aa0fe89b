package org.adtgateway.checks.signature;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** The certificates that may sign at all. What is embedded in a signature is never trusted in their place. */
public interface SignerLookup {
    Optional<X509Certificate> find(SignerId id);
}
