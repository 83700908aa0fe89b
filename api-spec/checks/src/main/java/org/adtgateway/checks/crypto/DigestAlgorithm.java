package org.adtgateway.checks.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that a signature may use (FIPS 180-4). */
public enum DigestAlgorithm {
    SHA_256("SHA-256", "SHA256", "2.16.840.1.101.3.4.2.1", 32),
    SHA_384("SHA-384", "SHA384", "2.16.840.1.101.3.4.2.2", 48),
    SHA_512("SHA-512", "SHA512", "2.16.840.1.101.3.4.2.3", 64);

    private final String jcaName;
    private final String inSignatureName;
    private final String oid;
    private final int length;

    DigestAlgorithm(String jcaName, String inSignatureName, String oid, int length) {
        this.jcaName = jcaName;
        this.inSignatureName = inSignatureName;
        this.oid = oid;
        this.length = length;
    }

    /** Returns the name by which Java's MessageDigest knows it. */
    public String jcaName() {
        return jcaName;
    }

    /** Returns the name within that of a signature, as in SHA256withECDSA. */
    String inSignatureName() {
        return inSignatureName;
    }

    String oid() {
        return oid;
    }

    /** Returns the digest of some bytes, by the JDK's own implementation, which is the fastest of those that are always there. */
    public byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance(jcaName).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + jcaName, e);
        }
    }

    /** Bytes of a digest. */
    int length() {
        return length;
    }
}
