package org.adtgateway.client;

/**
 * Whose certificate a file was signed with.
 *
 * @param issuer as RFC 4514 text
 * @param serialNumber in upper-case hexadecimal, as {@code openssl x509 -serial} prints it
 * @param subject as RFC 4514 text
 * @param sha256 SHA-256 of the certificate's DER, in hexadecimal
 */
public record SignerCertificate(String issuer, String serialNumber, String subject, String sha256) {}
