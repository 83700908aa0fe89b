package org.adtgateway.client;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.SignerInformation;

/**
 * The closed list of what a receipt or a file may be signed with. What the message says of itself is compared with the list and
 * never looked up by name.
 */
final class SignatureAlgorithms {
    private static final Set<String> DIGESTS = Set.of(
            NISTObjectIdentifiers.id_sha256.getId(),
            NISTObjectIdentifiers.id_sha384.getId(),
            NISTObjectIdentifiers.id_sha512.getId());
    private static final Set<String> ECDSA = Set.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256.getId(),
            X9ObjectIdentifiers.ecdsa_with_SHA384.getId(),
            X9ObjectIdentifiers.ecdsa_with_SHA512.getId());
    // RFC 3370, 3.2 names rsaEncryption; RFC 5754, 3.2 the others
    private static final Set<String> RSA = Set.of(
            PKCSObjectIdentifiers.rsaEncryption.getId(),
            PKCSObjectIdentifiers.sha256WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.sha384WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.sha512WithRSAEncryption.getId());
    private static final int MIN_EC_BITS = 256;
    private static final int MIN_RSA_BITS = 2048;

    private SignatureAlgorithms() {}

    static void requireAccepted(SignerInformation signer, X509Certificate certificate) {
        if (!DIGESTS.contains(signer.getDigestAlgOID())
                || !accepted(signer.getEncryptionAlgOID(), certificate.getPublicKey())) {
            throw new ReceiptRefusedException(
                    Reason.ALGORITHM_NOT_ALLOWED,
                    "It is signed with an algorithm or a key that is not accepted: digest " + signer.getDigestAlgOID()
                            + ", signature " + signer.getEncryptionAlgOID());
        }
    }

    private static boolean accepted(String algorithm, PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return ECDSA.contains(algorithm)
                    && ec.getParams().getCurve().getField().getFieldSize() >= MIN_EC_BITS;
        }
        return key instanceof RSAPublicKey rsa
                && RSA.contains(algorithm)
                && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
    }
}
