package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys out of PEM files (RFC 7468). Objects of other kinds in a file are passed over. */
final class PemFile {
    private PemFile() {}

    static List<X509Certificate> certificates(Path file) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> certificates = new ArrayList<>();
            for (byte[] der : blocks(Files.readString(file), "(?:X509 |TRUSTED )?CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            if (certificates.isEmpty()) {
                throw new SigningException(file + " holds no certificate: expected -----BEGIN CERTIFICATE-----");
            }
            return List.copyOf(certificates);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new SigningException("Cannot read certificates from " + file + ": " + e.getMessage(), e);
        }
    }

    static PrivateKey privateKey(Path file, char @Nullable [] password) {
        try {
            String text = Files.readString(file);
            List<byte[]> plain = blocks(text, "PRIVATE KEY");
            return plain.isEmpty() ? otherForm(text, file, password) : pkcs8(plain.get(0));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new SigningException("Cannot read a private key from " + file + ": " + e.getMessage(), e);
        }
    }

    /** The usual forms are read without the ASN.1 library, which takes a while to load. */
    private static List<byte[]> blocks(String text, String label) {
        Matcher block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
                .matcher(text);
        List<byte[]> found = new ArrayList<>();
        while (block.find()) {
            found.add(Base64.getMimeDecoder().decode(block.group(1)));
        }
        return found;
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }

    private static PrivateKey otherForm(String text, Path file, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                PrivateKeyInfo key = keyOf(object, file, password);
                if (key != null) {
                    return pkcs8(key.getEncoded());
                }
            }
        }
        throw new SigningException(file + " holds no private key: expected -----BEGIN PRIVATE KEY-----");
    }

    private static @Nullable PrivateKeyInfo keyOf(Object object, Path file, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        if (object instanceof PrivateKeyInfo key) {
            return key;
        }
        if (object instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            if (password == null) {
                throw new SigningException("The private key in " + file + " is encrypted: give its password");
            }
            return decrypt(new EncryptedPrivateKeyInfo(encrypted.getEncoded()), password, file);
        }
        if (object instanceof PEMEncryptedKeyPair) {
            throw new SigningException("The private key in " + file + " is encrypted in OpenSSL's old form, which "
                    + "protects it poorly: convert it with 'openssl pkcs8 -topk8'");
        }
        return null;
    }

    private static PrivateKeyInfo decrypt(EncryptedPrivateKeyInfo info, char[] password, Path file)
            throws GeneralSecurityException {
        // for PBES2 (RFC 8018, 6.2) the JDK names the cipher in the text of the parameters and nowhere else
        String scheme = info.getAlgParameters() == null
                ? info.getAlgName()
                : info.getAlgParameters().toString();
        SecretKey key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password));
        Cipher cipher = Cipher.getInstance(scheme);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return PrivateKeyInfo.getInstance(info.getKeySpec(cipher).getEncoded());
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new SigningException("Cannot decrypt the private key in " + file + ": is the password right?", e);
        }
    }
}
