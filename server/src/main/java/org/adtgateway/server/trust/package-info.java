/**
 * The settings of each PKI, and where its revocation lists are fetched from. What they mean is decided in
 * {@code org.adtgateway.checks.certificate}. Start at {@link org.adtgateway.server.trust.TrustConfiguration}.
 */
package org.adtgateway.server.trust;
