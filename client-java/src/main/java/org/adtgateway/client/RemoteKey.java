package org.adtgateway.client;

/**
 * Signs with a private key that is elsewhere and stays there, such as one in a remote hardware security
 * module.
 */
@FunctionalInterface
public interface RemoteKey {
    /**
     * Signs, with the algorithm that {@link FileSigner#algorithm()} names.
     *
     * @param toBeSigned the DER encoding of the signed attributes (RFC 5652, 5.4), some hundred bytes whatever the size
     *     of the file; the module hashes it itself. A module that takes a digest only is given the digest of these
     *     bytes by the callback.
     * @return the signature; for ECDSA the DER form {@code SEQUENCE {r, s}} (RFC 3279, 2.2.3)
     * @throws Exception whatever goes wrong; the caller of {@link FileSigner} gets a {@link SigningException} with it
     *     as its cause
     */
    byte[] sign(byte[] toBeSigned) throws Exception;
}
