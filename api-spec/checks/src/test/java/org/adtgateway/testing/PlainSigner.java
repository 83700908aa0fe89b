package org.adtgateway.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.adtgateway.testing.Pki.Identity;

/** Signs with nothing but the JDK, its DER written byte by byte: what a supplier does who wants no library. */
public final class PlainSigner {
    private static final byte[] DATA = oid(1, 2, 840, 113549, 1, 7, 1);
    private static final byte[] SIGNED_DATA = oid(1, 2, 840, 113549, 1, 7, 2);
    private static final byte[] CONTENT_TYPE = oid(1, 2, 840, 113549, 1, 9, 3);
    private static final byte[] MESSAGE_DIGEST = oid(1, 2, 840, 113549, 1, 9, 4);
    private static final byte[] SIGNING_TIME = oid(1, 2, 840, 113549, 1, 9, 5);
    private static final byte[] SHA_256 = sequence(oid(2, 16, 840, 1, 101, 3, 4, 2, 1));
    private static final byte[] ECDSA_WITH_SHA_256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PlainSigner() {}

    /** A detached signature by ECDSA on P-256 with SHA-256, in DER. */
    public static byte[] sign(Identity signer, byte[] content, Instant time) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        byte[] utcTime = UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII);
        byte[] attributes = set(
                attribute(CONTENT_TYPE, DATA),
                attribute(SIGNING_TIME, tagged(0x17, utcTime)),
                attribute(MESSAGE_DIGEST, tagged(0x04, digest)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.key());
        signature.update(attributes);
        // RFC 5652, 5.4: what is signed has the tag of a SET, what is sent the implicit tag [0]
        byte[] sent = attributes.clone();
        sent[0] = (byte) 0xA0;
        X509Certificate certificate = signer.certificate();
        byte[] signerInfo = sequence(
                integer(BigInteger.ONE),
                sequence(certificate.getIssuerX500Principal().getEncoded(), integer(certificate.getSerialNumber())),
                SHA_256,
                sent,
                ECDSA_WITH_SHA_256,
                tagged(0x04, signature.sign()));
        byte[] signedData = sequence(integer(BigInteger.ONE), set(SHA_256), sequence(DATA), set(signerInfo));
        return sequence(SIGNED_DATA, tagged(0xA0, signedData));
    }

    private static byte[] attribute(byte[] type, byte[] value) {
        return sequence(type, set(value));
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, concat(List.of(parts)));
    }

    /** X.690, 11.6: the elements of a SET OF stand in the order of their bytes. */
    private static byte[] set(byte[]... parts) {
        return tagged(
                0x31,
                concat(Arrays.stream(parts).sorted(Arrays::compareUnsigned).toList()));
    }

    private static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    private static byte[] oid(int first, int second, int... others) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write(first * 40 + second);
        for (int each : others) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (each >>> shift != 0) {
                    octets.write(((each >>> shift) & 0x7F) | 0x80);
                }
            }
            octets.write(each & 0x7F);
        }
        return tagged(0x06, octets.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write(tag);
        if (content.length >= 0x100) {
            octets.write(0x82);
            octets.write(content.length >> 8);
        } else if (content.length >= 0x80) {
            octets.write(0x81);
        }
        octets.write(content.length);
        octets.writeBytes(content);
        return octets.toByteArray();
    }

    private static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        parts.forEach(octets::writeBytes);
        return octets.toByteArray();
    }
}
