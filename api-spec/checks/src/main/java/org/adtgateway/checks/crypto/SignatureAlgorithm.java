package org.adtgateway.checks.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** The closed list of algorithms. An algorithm is chosen from it by what a message says, never made from what a message says. */
public record SignatureAlgorithm(Family family, DigestAlgorithm digest, int saltLength) {
    private static final String ECDSA_PREFIX = "1.2.840.10045.4.3.";
    /** The JDK's own, whichever comes first among the installed ones. */
    private static final String RSA_PROVIDER = "SunRsaSign";

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;

    enum Family {
        ECDSA,
        RSA_PKCS1,
        RSA_PSS
    }

    /** With the salt that PSS should have (RFC 4055, 3.1); of no meaning to the others. */
    SignatureAlgorithm(Family family, DigestAlgorithm digest) {
        this(family, digest, digest.length());
    }

    /** Returns the algorithm of a SignerInfo, or a refusal that names what is allowed. */
    public static SignatureAlgorithm of(AlgorithmIdentifier digestId, AlgorithmIdentifier signatureId)
            throws RefusedException {
        DigestAlgorithm digest = digest(digestId);
        String oid = signatureId.getAlgorithm().getId();
        ASN1Encodable parameters = signatureId.getParameters();
        if (oid.startsWith(ECDSA_PREFIX)) {
            // RFC 5758, 3.2 leaves the parameters out; some test certificates' tools write NULL, which cannot change a
            // meaning: taken on purpose
            requireNoParameters(parameters);
            return require(Family.ECDSA, digest, oid, ecdsa(oid));
        }
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
            requireNoParameters(parameters);
            return new SignatureAlgorithm(Family.RSA_PKCS1, digest);
        }
        if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())) {
            return pss(digest, parameters);
        }
        requireNoParameters(parameters);
        return require(Family.RSA_PKCS1, digest, oid, rsa(oid));
    }

    private static SignatureAlgorithm require(
            Family family, DigestAlgorithm digest, String oid, @Nullable DigestAlgorithm ofSignature)
            throws RefusedException {
        if (ofSignature == null) {
            throw notAllowed("The signature algorithm " + oid + " is not on the list");
        }
        if (ofSignature != digest) {
            throw notAllowed("The digest algorithm is " + digest.jcaName() + ", but the signature algorithm uses "
                    + ofSignature.jcaName());
        }
        return new SignatureAlgorithm(family, digest);
    }

    private static @Nullable DigestAlgorithm ecdsa(String oid) {
        return switch (oid.substring(ECDSA_PREFIX.length())) {
            case "2" -> DigestAlgorithm.SHA_256;
            case "3" -> DigestAlgorithm.SHA_384;
            case "4" -> DigestAlgorithm.SHA_512;
            default -> null;
        };
    }

    private static @Nullable DigestAlgorithm rsa(String oid) {
        if (oid.equals(PKCSObjectIdentifiers.sha256WithRSAEncryption.getId())) {
            return DigestAlgorithm.SHA_256;
        }
        if (oid.equals(PKCSObjectIdentifiers.sha384WithRSAEncryption.getId())) {
            return DigestAlgorithm.SHA_384;
        }
        return oid.equals(PKCSObjectIdentifiers.sha512WithRSAEncryption.getId()) ? DigestAlgorithm.SHA_512 : null;
    }

    public static DigestAlgorithm digest(AlgorithmIdentifier id) throws RefusedException {
        requireNoParameters(id.getParameters());
        for (DigestAlgorithm each : DigestAlgorithm.values()) {
            if (each.oid().equals(id.getAlgorithm().getId())) {
                return each;
            }
        }
        throw notAllowed("The digest algorithm " + id.getAlgorithm().getId() + " is not on the list");
    }

    /**
     * RFC 4056 and RFC 8017, A.2.3: one hash throughout, a salt at least as long as the hash, trailer 1. Some tools make the salt as long as the
     * key has room for, as OpenSSL does unless told otherwise.
     */
    private static SignatureAlgorithm pss(DigestAlgorithm digest, @Nullable ASN1Encodable parameters)
            throws RefusedException {
        try {
            RSASSAPSSparams pss = RSASSAPSSparams.getInstance(parameters);
            if (pss != null
                    && digest(pss.getHashAlgorithm()) == digest
                    && pss.getMaskGenAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                    && digest(AlgorithmIdentifier.getInstance(
                                    pss.getMaskGenAlgorithm().getParameters()))
                            == digest
                    && pss.getSaltLength().intValueExact() >= digest.length()
                    && pss.getSaltLength().intValueExact() <= MAX_RSA_BITS / Byte.SIZE
                    && pss.getTrailerField().intValueExact() == 1) {
                return new SignatureAlgorithm(
                        Family.RSA_PSS, digest, pss.getSaltLength().intValueExact());
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw oddPss();
        }
        throw oddPss();
    }

    private static RefusedException oddPss() {
        return notAllowed(
                "The RSA-PSS parameters must use the digest algorithm throughout, a salt at least as long as the digest and trailer field 1 (openssl: -keyopt rsa_pss_saltlen:digest)");
    }

    private static void requireNoParameters(@Nullable ASN1Encodable parameters) throws RefusedException {
        if (parameters != null && !DERNull.INSTANCE.equals(parameters.toASN1Primitive())) {
            throw notAllowed("An algorithm comes with parameters that it does not have");
        }
    }

    private static RefusedException notAllowed(String what) {
        return new RefusedException(
                SignatureFault.ALGORITHM_NOT_ALLOWED,
                what
                        + ". Sign with ECDSA on P-256 or P-384, or with RSA of 2048 bits or more (PKCS#1 v1.5 or PSS), and SHA-256, SHA-384 or SHA-512.");
    }

    /** Refuses a key that no algorithm of the list can sign with. */
    public static void requireSigningKey(PublicKey key) throws RefusedException {
        new SignatureAlgorithm(key instanceof RSAPublicKey ? Family.RSA_PKCS1 : Family.ECDSA, DigestAlgorithm.SHA_256)
                .requireKey(key);
    }

    /** Refuses a key that is not of this family, or not of an allowed size or curve. */
    public void requireKey(PublicKey key) throws RefusedException {
        boolean allowed = switch (family) {
            case ECDSA -> key instanceof ECPublicKey ec && Curves.isAllowed(ec.getParams());
            case RSA_PKCS1, RSA_PSS ->
                key instanceof RSAPublicKey rsa
                        && rsa.getModulus().bitLength() >= MIN_RSA_BITS
                        && rsa.getModulus().bitLength() <= MAX_RSA_BITS;
        };
        if (!allowed) {
            throw notAllowed(
                    "The key of the signing certificate is not of a kind or size that may sign with " + family);
        }
    }

    /** Returns whether the signature holds: once, over exactly these bytes. Malformed encodings are signatures that do not hold. */
    public boolean holds(PublicKey key, byte[] signed, byte[] signature, Provider ecdsaProvider) {
        try {
            Signature verifier = switch (family) {
                case ECDSA -> Signature.getInstance(digest.inSignatureName() + "withECDSA", ecdsaProvider);
                case RSA_PKCS1 -> Signature.getInstance(digest.inSignatureName() + "withRSA", RSA_PROVIDER);
                case RSA_PSS -> Signature.getInstance("RSASSA-PSS", RSA_PROVIDER);
            };
            if (family == Family.RSA_PSS) {
                verifier.setParameter(new PSSParameterSpec(
                        digest.jcaName(), "MGF1", new MGF1ParameterSpec(digest.jcaName()), saltLength, 1));
            }
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
