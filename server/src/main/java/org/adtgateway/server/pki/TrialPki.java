package org.adtgateway.server.pki;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.certificate.PrivateKeyLoader;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.IPAddress;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes and uses the authorities of a trial, in a folder: for transport, for file signing, for the server and for receipts, ECDSA on P-256. Their keys lie in
 * files of the same machine and nobody looks after them, so that they must never serve production.
 */
public final class TrialPki {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)(?![0-9.]+$)%1$s(\\.%1$s)*".formatted("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final Clock clock;
    /** Files and folders that this object has made, the last first. */
    private final Deque<Path> made = new ArrayDeque<>();

    /** What a certificate is issued for. */
    public enum Purpose {
        TRANSPORT,
        SIGNING;

        private String authority() {
            return name().toLowerCase(Locale.ROOT);
        }

        private @Nullable KeyPurposeId extendedUsage() {
            return this == TRANSPORT ? KeyPurposeId.id_kp_clientAuth : null;
        }
    }

    private record Authority(PrivateKey key, X509Certificate certificate) {}

    public TrialPki(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Makes everything that the gateway needs: server.p12, receipts.p12, transport-trust.p12, the certificates of the authorities as NAME-ca.pem, and a
     * list of revoked certificates of each that needs one in crls/. All is valid for a year.
     *
     * @param host by which callers reach the gateway
     * @param password of the three key stores
     * @throws FileAlreadyExistsException when one of the files is there; then nothing is changed
     * @throws IllegalArgumentException when the host is neither a name nor an IP address
     */
    public void create(String host, String password) throws IOException {
        boolean isAddress = IPAddress.isValid(host);
        if (!isAddress && !HOST_NAME.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "--host '" + host + "' is neither the name of a host nor an IP address; nothing was changed");
        }
        for (String name : List.of("trial-ca", "server.p12", "receipts.p12", "transport-trust.p12")) {
            if (Files.exists(folder.resolve(name))) {
                throw new FileAlreadyExistsException(folder.resolve(name).toString());
            }
        }
        makeFolder(keys(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        makeFolder(folder.resolve("crls"));
        Authority transport = authority("transport");
        Authority signing = authority("signing");
        Authority server = authority("server");
        Authority receipts = authority("receipts");

        KeyPair serverKeys = keyPair();
        X509Certificate serverCertificate = issue(
                server,
                new X500Name("CN=" + host),
                serverKeys.getPublic(),
                KeyPurposeId.id_kp_serverAuth,
                new GeneralNames(new GeneralName[] {
                    new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host),
                    new GeneralName(GeneralName.dNSName, "localhost")
                }));
        writeKeyStore("server.p12", "server", password, serverKeys.getPrivate(), serverCertificate);
        KeyPair receiptKeys = keyPair();
        X509Certificate receiptCertificate =
                issue(receipts, new X500Name("CN=Trial Receipts"), receiptKeys.getPublic(), null, null);
        writeKeyStore("receipts.p12", "receipts", password, receiptKeys.getPrivate(), receiptCertificate);
        writeTrustStore("transport-trust.p12", password, transport.certificate());
        writeRevocationList("transport", transport);
        writeRevocationList("signing", signing);
    }

    /** Deletes what this object has made, and nothing else. */
    public void undo() throws IOException {
        while (!made.isEmpty()) {
            Files.deleteIfExists(made.pop());
        }
    }

    private void makeFolder(Path path, FileAttribute<?>... attributes) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.exists(parent)) {
            makeFolder(parent, attributes);
        }
        if (!Files.exists(path)) {
            made.push(Files.createDirectory(path, attributes));
        }
    }

    /**
     * Issues a certificate for a request (PKCS#10), as PEM.
     *
     * @throws IllegalArgumentException when the request cannot be read, or its signature is not by its own key
     */
    public X509Certificate issue(Purpose purpose, Path request) throws IOException {
        try {
            JcaPKCS10CertificationRequest pkcs10 = new JcaPKCS10CertificationRequest(read(request));
            PublicKey key = pkcs10.getPublicKey();
            if (!pkcs10.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException(request + " is not signed by its own key");
            }
            Authority authority = new Authority(
                    PrivateKeyLoader.read(keys().resolve(purpose.authority() + ".key"), null),
                    CertificateLoader.read(folder.resolve(purpose.authority() + "-ca.pem"))
                            .get(0));
            return issue(authority, pkcs10.getSubject(), key, purpose.extendedUsage(), null);
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException(request + " has a key or a signature that cannot be read", e);
        }
    }

    private static PKCS10CertificationRequest read(Path request) throws IOException {
        try (Reader in = Files.newBufferedReader(request);
                PEMParser pem = new PEMParser(in)) {
            if (pem.readObject() instanceof PKCS10CertificationRequest parsed) {
                return parsed;
            }
            throw new IllegalArgumentException(request + " is no certificate request (PKCS#10) in PEM");
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // such as of a folder, or of PEM that is damaged: it does not name the file
            throw new IllegalArgumentException(
                    request + " cannot be read as a certificate request: " + e.getMessage(), e);
        }
    }

    private Path keys() {
        return folder.resolve("trial-ca");
    }

    private Authority authority(String name) throws IOException {
        KeyPair keys = keyPair();
        X500Name subject = new X500Name("CN=Trial " + name + " CA, OU=not for production");
        X509Certificate certificate = certificate(
                builder(subject, subject, keys.getPublic()),
                keys.getPrivate(),
                null,
                builder -> builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
        writePem(
                keys().resolve(name + ".key"),
                "rw-------",
                new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
        writePem(folder.resolve(name + "-ca.pem"), "rw-r--r--", certificate);
        return new Authority(keys.getPrivate(), certificate);
    }

    private X509Certificate issue(
            Authority authority,
            X500Name subject,
            PublicKey key,
            @Nullable KeyPurposeId usage,
            @Nullable GeneralNames names) {
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        return certificate(builder(issuer, subject, key), authority.key(), authority.certificate(), builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            if (usage != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
            }
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
        });
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(159, RANDOM).setBit(158),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(VALID)),
                subject,
                key);
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws IOException;
    }

    private static X509Certificate certificate(
            X509v3CertificateBuilder builder,
            PrivateKey issuerKey,
            @Nullable X509Certificate issuer,
            Extensions extensions) {
        try {
            extensions.addTo(builder);
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            if (issuer != null) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuer));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java platform signs by ECDSA on P-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has keys on P-256", e);
        }
    }

    private void writeRevocationList(String name, Authority authority) throws IOException {
        Instant now = clock.instant();
        X509v2CRLBuilder list = new X509v2CRLBuilder(
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded()),
                Date.from(now));
        list.setNextUpdate(Date.from(now.plus(VALID)));
        try {
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
            list.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
            Files.write(
                    created(folder.resolve("crls").resolve(name + "-ca.crl"), "rw-r--r--"),
                    list.build(signer(authority.key())).getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java platform signs by ECDSA on P-256", e);
        }
    }

    private void writeKeyStore(String file, String alias, String password, PrivateKey key, X509Certificate certificate)
            throws IOException {
        writeStore(
                file,
                password,
                store -> store.setKeyEntry(alias, key, password.toCharArray(), new Certificate[] {certificate}));
    }

    private void writeTrustStore(String file, String password, X509Certificate certificate) throws IOException {
        writeStore(file, password, store -> store.setCertificateEntry("ca", certificate));
    }

    private interface Entries {
        void addTo(KeyStore store) throws GeneralSecurityException;
    }

    private void writeStore(String file, String password, Entries entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(created(folder.resolve(file), "rw-r-----"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            entries.addTo(store);
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PKCS#12", e);
        }
    }

    /** Writes an object as PEM into a new file. */
    public void writePem(Path file, String permissions, Object object) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(created(file, permissions));
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            if (object instanceof PemObjectGenerator block) {
                pem.writeObject(block);
            } else {
                pem.writeObject(object);
            }
        }
    }

    /**
     * Creates a file that belongs to the group of its folder, so that the service can read its key stores and nobody else. A caller who is neither root
     * nor in that group keeps it.
     */
    private Path created(Path file, String permissions) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (!Files.getFileStore(parent).supportsFileAttributeView(PosixFileAttributeView.class)) {
            made.push(Files.createFile(file));
            return file;
        }
        made.push(Files.createFile(
                file, PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString(permissions)))));
        GroupPrincipal group =
                Files.readAttributes(parent, PosixFileAttributes.class).group();
        try {
            Files.setAttribute(file, "posix:group", group);
        } catch (FileSystemException e) {
            // it stays the caller's
            return file;
        }
        return file;
    }
}
