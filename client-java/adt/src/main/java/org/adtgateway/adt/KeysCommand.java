package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.adtgateway.checks.certificate.PrivateKeyLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        description = "Create keys.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  adt keys new signing --subject \"CN=Northern Power signing, O=Northern Power\"")
final class KeysCommand implements Runnable {
    private static final String PASSWORD = "ADT_NEW_KEY_PASSWORD";
    private static final int SHORT = 8;

    private final Adt adt;

    KeysCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public void run() {
        throw new UsageException("Use 'adt keys new NAME'; see 'adt keys new --help'");
    }

    /** Lists the types of key that can be created, which are those that the gateway takes. */
    enum KeyType {
        P256("secp256r1", 0),
        P384("secp384r1", 0),
        RSA(null, 2048),
        RSA2048(null, 2048),
        RSA3072(null, 3072),
        RSA4096(null, 4096);

        private final @Nullable String curve;
        private final int bits;

        KeyType(@Nullable String curve, int bits) {
            this.curve = curve;
            this.bits = bits;
        }

        /** Returns null for RSA. */
        @Nullable
        String curve() {
            return curve;
        }

        int bits() {
            return bits;
        }
    }

    @Command(
            name = "new",
            description = {
                "Create a private key (NAME.key) and a certificate request for it (NAME.csr, PKCS#10).",
                "Keep the key; send the request to the authority that issues your certificate. The key is encrypted with"
                        + " a password that is asked for, or taken from " + PASSWORD + "."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  adt keys new signing --subject \"CN=Northern Power signing, O=Northern Power\"",
                "  adt keys new transport --type RSA --subject \"CN=Northern Power, O=NP\""
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "What the files are called.") String name,
            @Option(
                            names = "--subject",
                            required = true,
                            paramLabel = "NAME",
                            description = "The distinguished name that the authority expects.")
                    String subject,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            defaultValue = "P256",
                            description = "P256, P384, RSA (2048 bits), RSA3072 or RSA4096; default ${DEFAULT-VALUE}.")
                    KeyType type,
            @Option(
                            names = "--out",
                            paramLabel = "FOLDER",
                            description = "Where to write them; default the current folder.")
                    @Nullable
                    Path folder) {
        Path target = folder == null ? Path.of("") : folder;
        Path keyFile = target.resolve(name + ".key");
        Path requestFile = target.resolve(name + ".csr");
        for (Path file : List.of(keyFile, requestFile)) {
            if (Files.exists(file)) {
                throw new UsageException("There is a file " + file + " already; it is not overwritten");
            }
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageException("There is no folder " + folder);
        }
        Console console = adt.console();
        KeyPairFiles key = KeyPairFiles.create(type, subject);
        char[] password = password(console);
        write(keyFile, key.pem(password), true);
        requireReadable(keyFile, password, key, requestFile);
        write(requestFile, key.requestPem(), false);
        if (password.length > 0 && password.length < SHORT) {
            console.warn("a password of " + password.length + " characters protects little");
        }
        Arrays.fill(password, '\0');
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("key", keyFile.toString());
        result.put("request", requestFile.toString());
        console.result(result, () -> {
            console.line(console.good("Created: ") + keyFile + " (keep it secret) and " + requestFile
                    + " (send it to your authority)");
            console.note("Look at the request with: openssl req -in " + requestFile + " -noout -text -verify");
            Path certificate = target.resolve(name + ".pem").toAbsolutePath();
            console.note("Once the authority has issued the certificate, put it beside the key as " + name
                    + ".pem, have the DCC register it, and set for a signing key");
            console.note("  signing = " + certificate);
            console.note("  signing-key = " + keyFile.toAbsolutePath());
            console.note("or for a transport key");
            console.note("  identity = " + certificate);
            console.note("  identity-key = " + keyFile.toAbsolutePath());
        });
        return ExitCode.DONE.number();
    }

    /** Reads back what was written, by what will read it when the certificate is there: weeks later would be too late. */
    private static void requireReadable(Path keyFile, char[] password, KeyPairFiles key, Path requestFile) {
        PrivateKey read;
        try {
            read = PrivateKeyLoader.read(keyFile, password.length == 0 ? null : password);
        } catch (IllegalArgumentException e) {
            SignatureFiles.delete(keyFile);
            throw new UsageException("The key could not be read back, and was deleted: " + e.getMessage());
        }
        if (!Arrays.equals(read.getEncoded(), key.privateKey().getEncoded())) {
            SignatureFiles.delete(keyFile);
            throw new UsageException(
                    "The key was read back as another one, and was deleted; " + requestFile + " was not written");
        }
    }

    /** Returns the password, empty for a key that is not encrypted. */
    private char[] password(Console console) {
        String given = adt.environment().get(PASSWORD);
        if (given != null) {
            return given.toCharArray();
        }
        if (!console.isTerminal()) {
            console.warn("the key is not encrypted; set " + PASSWORD + " to encrypt it");
            return new char[0];
        }
        char[] first = console.askSecret("Password for the new key (empty for none)");
        char[] second = console.askSecret("Repeat the password");
        if (!Arrays.equals(first, second)) {
            throw new UsageException("The two passwords are not the same");
        }
        return first;
    }

    /** Writes a file; a secret one is readable by its owner only, from its first byte on. */
    private static void write(Path file, String pem, boolean secret) {
        boolean posix = Objects.requireNonNull(file.getFileSystem())
                .supportedFileAttributeViews()
                .contains("posix");
        try {
            if (secret && posix) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
