package org.adtgateway.checks.signature;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/** What something seems to be that is no CMS signature, so that its sender sees the mistake: mostly, the wrong file was chosen. */
final class NotCmsDiagnosis {
    private static final int LOOKED_AT = 4096;
    private static final String PRIVATE_KEY =
            "a private key. Never send it to anyone, and replace it: it is no longer secret";
    private static final String CERTIFICATE = "a certificate, not a signature";
    private static final String SMIME = "an S/MIME message (openssl's default); add -outform DER";
    private static final String PGP = "a PGP signature, not CMS";

    /** What begins like this is that; the first that fits. */
    private record Beginning(String text, String what) {}

    private static final List<Beginning> BEGINNINGS = List.of(
            new Beginning("-----begin cms", "PEM, but damaged or with something around it"),
            new Beginning("-----begin pkcs", "PEM, but damaged or with something around it"),
            new Beginning("-----begin certificate request", "a PEM certificate request, not a signature"),
            new Beginning("-----begin new certificate request", "a PEM certificate request, not a signature"),
            new Beginning("-----begin certificate", "a PEM certificate, not a signature"),
            new Beginning("-----begin trusted certificate", "a PEM certificate, not a signature"),
            new Beginning("-----begin x509 crl", "a revocation list, not a signature"),
            new Beginning("-----begin public key", "a public key, not a signature"),
            new Beginning("-----begin pgp", PGP),
            new Beginning("-----begin ssh signature", "an SSH signature, not CMS"),
            new Beginning("bag attributes", "what openssl pkcs12 prints: certificates or keys, not a signature"),
            new Beginning("mime-version:", SMIME),
            new Beginning("content-type:", SMIME),
            new Beginning("pk\u0003\u0004", "a zip archive, not a signature"),
            new Beginning("%pdf", "a PDF document, not a signature"),
            new Beginning("<!doctype html", "an HTML page, not a signature"),
            new Beginning("<html", "an HTML page, not a signature"),
            new Beginning("<", "XML, perhaps an XML signature, not CMS"),
            new Beginning("{", "JSON, perhaps a JSON Web Signature, not CMS"),
            new Beginning("eyj", "JSON, perhaps a JSON Web Signature, not CMS"));

    private NotCmsDiagnosis() {}

    /** Of bytes that are no ASN.1 SEQUENCE. */
    static String of(byte[] sent) {
        String start = new String(sent, 0, Math.min(sent.length, LOOKED_AT), StandardCharsets.ISO_8859_1)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (start.startsWith("-----begin")
                && start.lines().findFirst().orElse("").contains("private key")) {
            return PRIVATE_KEY;
        }
        for (Beginning each : BEGINNINGS) {
            if (start.startsWith(each.text())) {
                return each.what();
            }
        }
        if (start.contains("pkcs7-signature") || start.contains("pkcs7-mime")) {
            return SMIME;
        }
        if (start.contains("-----begin cms") || start.contains("-----begin pkcs7")) {
            return "PEM, but with something before it, perhaps a byte order mark";
        }
        // a SEQUENCE of more than 127 bytes, or of indefinite length
        if (start.startsWith("mi") && start.matches("[a-z0-9+/=\\s]++")) {
            return "base64 without the lines -----BEGIN CMS----- and -----END CMS----- around it";
        }
        if (start.contains("userid,") || start.contains("quarantineeventref,")) {
            return "the file itself; send the file and its signature as two parts";
        }
        int first = sent[0] & 0xff;
        if (first == 0x1f && sent.length > 1 && (sent[1] & 0xff) == 0x8b) {
            return "a gzip archive, not a signature";
        }
        // a signature packet of the old or the new form (RFC 9580, 4.2): what gpg --detach-sign writes
        if ((first & 0xfc) == 0x88 || first == 0xc2) {
            return PGP;
        }
        if (sent.length == 256 || sent.length == 384 || sent.length == 512) {
            return bare("RSA");
        }
        return "neither DER nor PEM";
    }

    /** Of ASN.1 that is no ContentInfo. */
    static String of(ASN1Primitive value) {
        if (!(value instanceof ASN1Sequence sequence) || sequence.size() == 0) {
            return "ASN.1, but not CMS";
        }
        ASN1Encodable first = sequence.getObjectAt(0);
        ASN1Encodable second = sequence.size() > 1 ? sequence.getObjectAt(1) : first;
        if (sequence.size() == 3 && sequence.getObjectAt(2) instanceof ASN1BitString && first instanceof ASN1Sequence) {
            return CERTIFICATE + ", or a certificate request or revocation list";
        }
        if (first instanceof ASN1Sequence && second instanceof ASN1BitString) {
            return "a public key, not a signature";
        }
        if (first instanceof ASN1Integer && second instanceof ASN1Integer) {
            return sequence.size() == 2 ? bare("ECDSA") : PRIVATE_KEY;
        }
        if (first instanceof ASN1Integer version && second instanceof ASN1Sequence) {
            return version.hasValue(3)
                    ? "a PKCS#12 key store, probably with your private key in it. Never send it to anyone, and replace the key: its password may be guessed"
                    : PRIVATE_KEY;
        }
        if (first instanceof ASN1Integer && second instanceof ASN1OctetString) {
            return PRIVATE_KEY;
        }
        return "ASN.1, but not CMS";
    }

    private static String bare(String algorithm) {
        return "a bare " + algorithm + " signature (openssl dgst -sign), not CMS; use openssl cms -sign";
    }
}
