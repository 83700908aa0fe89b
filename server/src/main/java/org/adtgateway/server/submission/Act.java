package org.adtgateway.server.submission;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a signed request: what a Party has signed by one key is carried out once. Signed attributes need not name their signer and their times are
 * whole seconds, so two keys may sign the same attributes: these are two acts.
 *
 * @param attributesSha256 SHA-256 of the DER of the signed attributes, hex
 * @param signerSha256 SHA-256 of the DER of the signer's certificate, hex
 */
public record Act(String attributesSha256, String signerSha256) {

    /** Returns the key under which an act is stored, hex, unless another signer's act has it: the digest of the attributes. */
    String key() {
        return attributesSha256;
    }

    /** Returns the key under which an act is stored, hex, whose attributes another signer has signed before: their digest with its certificate's. */
    String keyWithSigner() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(HexFormat.of().parseHex(attributesSha256));
            sha256.update(HexFormat.of().parseHex(signerSha256));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
