package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.adtgateway.checks.text.TextFile;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys from files: PKCS#8 (RFC 5958) as PEM or DER, and as PEM the traditional forms of openssl; encrypted by any scheme that
 * openssl writes.
 */
public final class PrivateKeyLoader {
    private PrivateKeyLoader() {}

    /**
     * Reads the first private key of a file.
     *
     * @param password null where none is known; not needed for a key that is not encrypted
     * @throws IllegalArgumentException naming the file, and saying what is wrong with it
     */
    public static PrivateKey read(Path file, char @Nullable [] password) {
        byte[] bytes = TextFile.bytes(file);
        try {
            return privateKey(PemText.isDer(bytes) ? ofDer(bytes, password) : ofPem(bytes, password));
        } catch (UnreadableKeyException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    private static PrivateKeyInfo ofPem(byte[] file, char @Nullable [] password) throws UnreadableKeyException {
        for (PemText.Block block : PemText.blocks(file)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                try (PEMParser parser = new PEMParser(new StringReader(block.text()))) {
                    return info(parser.readObject(), password);
                } catch (IOException | RuntimeException e) {
                    throw damaged(e);
                }
            }
        }
        throw new UnreadableKeyException(
                "holds no private key: expected one as PEM with -----BEGIN PRIVATE KEY-----, or as DER", null);
    }

    private static PrivateKeyInfo ofDer(byte[] file, char @Nullable [] password) throws UnreadableKeyException {
        Optional<PKCS8EncryptedPrivateKeyInfo> encrypted = encrypted(file);
        if (encrypted.isPresent()) {
            return info(encrypted.get(), password);
        }
        try {
            return PrivateKeyInfo.getInstance(file);
        } catch (RuntimeException e) {
            throw new UnreadableKeyException("is DER, but not a private key (PKCS#8), or a damaged one", e);
        }
    }

    private static Optional<PKCS8EncryptedPrivateKeyInfo> encrypted(byte[] der) {
        try {
            return Optional.of(new PKCS8EncryptedPrivateKeyInfo(der));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static PrivateKeyInfo info(@Nullable Object parsed, char @Nullable [] password)
            throws UnreadableKeyException {
        if (parsed instanceof PrivateKeyInfo key) {
            return key;
        }
        if (parsed instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (parsed instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            return decrypt(encrypted, required(password));
        }
        if (parsed instanceof PEMEncryptedKeyPair encrypted) {
            return decrypt(encrypted, required(password));
        }
        throw damaged(null);
    }

    private static char[] required(char @Nullable [] password) throws UnreadableKeyException {
        if (password == null) {
            throw new UnreadableKeyException("holds an encrypted private key: give its password", null);
        }
        return password;
    }

    private interface Decryption {
        PrivateKeyInfo by(char[] password) throws IOException, OperatorCreationException, PKCSException;
    }

    /** RFC 8018, 6: PBES2, and PBES1 with those of PKCS#12 (RFC 7292, appendix C). */
    private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] password)
            throws UnreadableKeyException {
        return decrypt(
                each -> encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(each)),
                password);
    }

    /** Returns the traditional form of openssl (RFC 1421, 4.6). */
    private static PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, char[] password)
            throws UnreadableKeyException {
        return decrypt(
                each -> encrypted
                        .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(new BouncyCastleProvider())
                                .build(each))
                        .getPrivateKeyInfo(),
                password);
    }

    /** For openssl a password is bytes, of UTF-8 mostly. Bouncy Castle encodes characters for some schemes and cuts them down to bytes for others. */
    private static PrivateKeyInfo decrypt(Decryption decryption, char[] password) throws UnreadableKeyException {
        try {
            return attempt(decryption, password);
        } catch (UnreadableKeyException e) {
            return attempt(decryption, bytesOfUtf8(password));
        }
    }

    private static PrivateKeyInfo attempt(Decryption decryption, char[] password) throws UnreadableKeyException {
        try {
            return decryption.by(password);
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            if (e.getCause() instanceof OperatorCreationException) {
                throw new UnreadableKeyException(
                        "holds a private key that is encrypted in a way that is not known here: convert it with 'openssl pkcs8 -topk8'",
                        e);
            }
            throw new UnreadableKeyException(
                    "holds an encrypted private key that this password does not open: is the password right?", e);
        }
    }

    /** A character for each byte. */
    private static char[] bytesOfUtf8(char[] password) {
        byte[] utf8 = new String(password).getBytes(StandardCharsets.UTF_8);
        char[] characters = new String(utf8, StandardCharsets.ISO_8859_1).toCharArray();
        Arrays.fill(utf8, (byte) 0);
        return characters;
    }

    /** Converts to a key of the JDK, as TLS and signatures need it. */
    private static PrivateKey privateKey(PrivateKeyInfo info) throws UnreadableKeyException {
        ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
        try {
            KeyFactory factory;
            if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                factory = KeyFactory.getInstance("EC");
            } else if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
                factory = KeyFactory.getInstance("RSA");
            } else {
                throw new UnreadableKeyException(
                        "holds a private key of another kind (" + kind + "): use one of ECDSA or RSA", null);
            }
            return factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw damaged(e);
        }
    }

    private static UnreadableKeyException damaged(@Nullable Exception cause) {
        return new UnreadableKeyException("holds a damaged private key", cause);
    }

    /** Reports what is wrong, in a message that continues the name of the file. */
    private static final class UnreadableKeyException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableKeyException(String message, @Nullable Exception cause) {
            super(message, cause);
        }
    }
}
