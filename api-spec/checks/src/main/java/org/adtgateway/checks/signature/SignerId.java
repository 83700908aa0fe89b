package org.adtgateway.checks.signature;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.checks.text.PrintableText;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/** How a signature says whose it is (RFC 5652, 5.3, SignerIdentifier). */
public sealed interface SignerId {
    /** Characters of a name that are shown. */
    int MAX_SHOWN = 200;

    /** Returns whether this is how a signature says that it was made by the key of this certificate. */
    boolean names(X509Certificate certificate);

    /** The usual way. */
    record IssuerAndSerial(X500Principal issuer, BigInteger serialNumber) implements SignerId {
        @Override
        public boolean names(X509Certificate certificate) {
            return serialNumber.equals(certificate.getSerialNumber())
                    && issuer.equals(certificate.getIssuerX500Principal());
        }

        @Override
        public String toString() {
            return "with serial number "
                    + shown(serialNumber.toString(16).toUpperCase(Locale.ROOT)) + " of issuer '"
                    + shown(issuer.getName()) + "'";
        }
    }

    /** By the subject key identifier extension of the certificate, hex. */
    record SubjectKeyId(String keyIdentifier) implements SignerId {
        static SubjectKeyId of(byte[] keyIdentifier) {
            return new SubjectKeyId(HexFormat.of().formatHex(keyIdentifier));
        }

        @Override
        public boolean names(X509Certificate certificate) {
            byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
            try {
                return extension != null
                        && of(ASN1OctetString.getInstance(ASN1OctetString.getInstance(extension)
                                                .getOctets())
                                        .getOctets())
                                .equals(this);
            } catch (IllegalArgumentException e) {
                // not as RFC 5280, 4.2.1.2 has it
                return false;
            }
        }

        @Override
        public String toString() {
            return "with subject key identifier " + shown(keyIdentifier);
        }
    }

    /** Comes from anyone who sent the signature, and goes into answers and logs. */
    private static String shown(String claimed) {
        return PrintableText.of(claimed, MAX_SHOWN);
    }
}
