/**
 * Decides whether a certificate may be used for a purpose at a moment: paths, constraints and revocation (RFC 5280). Start at
 * {@link org.adtgateway.checks.certificate.CertificateValidator}.
 */
package org.adtgateway.checks.certificate;
