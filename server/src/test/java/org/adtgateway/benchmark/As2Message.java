package org.adtgateway.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.client.FileSigner;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** What AS2 (RFC 4130) sends for a file: multipart/signed (RFC 1847, RFC 8551) of it and of a detached signature. */
final class As2Message {
    private static final String BOUNDARY = "as2-benchmark-6d1f0a";

    private final byte[] part;
    private final byte[] signature;

    private As2Message(byte[] part, byte[] signature) {
        this.part = part;
        this.signature = signature;
    }

    /** Signs a file, with headers of its own above it. */
    static As2Message of(byte[] file, FileSigner signer) {
        byte[] part = join("Content-Type: text/csv\r\nContent-Transfer-Encoding: binary\r\n\r\n", file, "");
        return new As2Message(part, signer.sign(part));
    }

    /** The same with another signature, which does not hold. */
    As2Message altered() {
        byte[] altered = signature.clone();
        altered[altered.length - 1] ^= 1;
        return new As2Message(part, altered);
    }

    /** The body of the request. */
    byte[] body() {
        byte[] signed = join("--" + BOUNDARY + "\r\n", part, "\r\n--" + BOUNDARY + "\r\n");
        return join(
                new String(signed, StandardCharsets.ISO_8859_1)
                        + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n",
                Base64.getMimeEncoder().encode(signature),
                "\r\n--" + BOUNDARY + "--\r\n");
    }

    /** Headers that ask for a signed MDN in the answer. */
    static List<String> headers(String id) {
        return List.of(
                "AS2-Version: 1.2",
                "AS2-From: sender",
                "AS2-To: receiver",
                "Message-ID: <" + id + ">",
                "Subject: benchmark",
                "MIME-Version: 1.0",
                "Disposition-Notification-To: sender@localhost",
                "Disposition-Notification-Options: signed-receipt-protocol=optional, pkcs7-signature;"
                        + " signed-receipt-micalg=optional, sha-256",
                "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\""
                        + BOUNDARY + "\"");
    }

    /** The digest of what is signed, which an MDN repeats. */
    String mic() throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(part));
    }

    /** What a receiver says of a message, under its signature. */
    record Mdn(String originalMessageId, String disposition, String mic) {
        /** Reads an answer; refuses one that the receiver has not signed. */
        static Mdn of(String contentType, byte[] answer, X509Certificate receiver)
                throws IOException, CMSException, OperatorCreationException {
            String boundary = Pattern.quote(found("(?is)^multipart/signed;.*boundary=\"([^\"]+)\"", contentType));
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            Matcher parts = Pattern.compile("(?s)--" + boundary + "\r\n(.*?)\r\n--" + boundary
                            + "\r\n.*?\r\n\r\n(.*?)--" + boundary + "--.*")
                    .matcher(text.substring(text.indexOf("--")));
            if (!parts.matches()) {
                throw new IOException("not two parts: " + text);
            }
            byte[] report = parts.group(1).getBytes(StandardCharsets.ISO_8859_1);
            CMSSignedData signature = new CMSSignedData(
                    new CMSProcessableByteArray(report), Base64.getMimeDecoder().decode(parts.group(2)));
            var verifier = new JcaSimpleSignerInfoVerifierBuilder().build(receiver);
            if (signature.getSignerInfos().size() == 0 || !signature.verifySignatures(signer -> verifier)) {
                throw new IOException("the signature is not valid: " + text);
            }
            return new Mdn(
                    found("(?im)^Original-Message-ID: *<?(.*?)>?\r?$", parts.group(1)),
                    found("(?im)^Disposition: *(.*?)\r?$", parts.group(1)),
                    found("(?im)^Received-Content-MIC: *([^, ]+), *sha-256\r?$", parts.group(1)));
        }

        private static String found(String pattern, String text) throws IOException {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            if (!matcher.find()) {
                throw new IOException("no " + pattern + " in: " + text);
            }
            return matcher.group(1);
        }
    }

    private static byte[] join(String before, byte[] between, String after) {
        return (before + new String(between, StandardCharsets.ISO_8859_1) + after)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
