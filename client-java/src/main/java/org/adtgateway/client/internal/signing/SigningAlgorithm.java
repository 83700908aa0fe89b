package org.adtgateway.client.internal.signing;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.adtgateway.client.SigningException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Lists what files are signed with. The digest follows from the strength of the key; there is nothing to choose. */
public enum SigningAlgorithm {
    ECDSA_P256("SHA256withECDSA"),
    ECDSA_P384("SHA384withECDSA"),
    RSA("SHA256withRSA");

    private static final int MIN_RSA_BITS = 2048;

    private final String jcaName;

    SigningAlgorithm(String jcaName) {
        this.jcaName = jcaName;
    }

    public String jcaName() {
        return jcaName;
    }

    public static SigningAlgorithm of(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            if (SECObjectIdentifiers.secp256r1.equals(curve(ec))) {
                return ECDSA_P256;
            }
            if (SECObjectIdentifiers.secp384r1.equals(curve(ec))) {
                return ECDSA_P384;
            }
            throw new SigningException("The signing certificate's curve is not accepted: use P-256 or P-384");
        }
        if (key instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < MIN_RSA_BITS) {
                throw new SigningException("The signing certificate's RSA key has "
                        + rsa.getModulus().bitLength() + " bits: at least " + MIN_RSA_BITS + " are needed");
            }
            return RSA;
        }
        throw new SigningException("Keys of type " + key.getAlgorithm() + " are not accepted: use ECDSA or RSA");
    }

    private static ASN1Encodable curve(ECPublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getParameters();
    }
}
