package org.adtgateway.adt;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.adtgateway.checks.text.PrintableAddress;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayClientBuilder;
import org.adtgateway.client.CallListener;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Identity;
import org.adtgateway.client.ReceiptVerifier;
import org.jspecify.annotations.Nullable;

/** Creates the client, the signer and the verifiers from the settings. */
final class ClientFactory {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Settings settings;
    private final Console console;

    ClientFactory(Settings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    AdtGatewayClient client() {
        return client(new Notices(console));
    }

    /** Creates the client of a command that runs without a person: its failed attempts are reported by state, not one by one. */
    AdtGatewayClient serviceClient(ServiceLog log) {
        return client(new ServiceNotices(log, new HashSet<>()));
    }

    private AdtGatewayClient client(CallListener listener) {
        AdtGatewayClientBuilder builder = AdtGatewayClient.builder()
                .identity(identity(
                        Setting.IDENTITY,
                        Setting.IDENTITY_KEY,
                        Setting.IDENTITY_ALIAS,
                        Setting.IDENTITY_PASSWORD_FILE,
                        "transport key"))
                .listener(listener);
        COMMA.splitAsStream(settings.required(Setting.ADDRESS))
                .forEach(address -> builder.address(uri(address, Setting.ADDRESS)));
        Path trust = settings.path(Setting.TRUST);
        if (trust != null) {
            builder.trust(readable(trust, Setting.TRUST));
        }
        ReceiptVerifier receipts = receiptVerifier();
        if (receipts != null) {
            builder.receiptTrust(receipts);
        }
        String proxy = settings.text(Setting.PROXY);
        if (proxy != null) {
            builder.proxy(uri(proxy, Setting.PROXY));
        }
        return builder.build();
    }

    FileSigner signer() {
        Path token = settings.path(Setting.SIGNING_PKCS11);
        if (token == null) {
            return FileSigner.of(identity(
                    Setting.SIGNING,
                    Setting.SIGNING_KEY,
                    Setting.SIGNING_ALIAS,
                    Setting.SIGNING_PASSWORD_FILE,
                    "signing key"));
        }
        char[] pin = settings.password(Setting.SIGNING_PASSWORD_FILE);
        return FileSigner.of(Identity.pkcs11(
                readable(token, Setting.SIGNING_PKCS11),
                pin == null ? console.askSecret("PIN of the token with the signing key") : pin,
                settings.text(Setting.SIGNING_ALIAS)));
    }

    /** Returns null when no trust anchor is configured. */
    @Nullable
    ReceiptVerifier receiptVerifier() {
        Path anchors = settings.path(Setting.RECEIPT_TRUST);
        return anchors == null ? null : ReceiptVerifier.trusting(readable(anchors, Setting.RECEIPT_TRUST));
    }

    ReceiptVerifier requiredReceiptVerifier() {
        return ReceiptVerifier.trusting(
                readable(Path.of(settings.required(Setting.RECEIPT_TRUST)), Setting.RECEIPT_TRUST));
    }

    FileSignatureVerifier signatureVerifier() {
        return FileSignatureVerifier.trusting(
                readable(Path.of(settings.required(Setting.SIGNER_TRUST)), Setting.SIGNER_TRUST));
    }

    /** Returns null when no authorities of signers are configured. */
    @Nullable
    FileSignatureVerifier signatureVerifierOrNull() {
        return settings.path(Setting.SIGNER_TRUST) == null ? null : signatureVerifier();
    }

    /** Looks into the file, whatever its name is. */
    private Identity identity(Setting certificate, Setting key, Setting alias, Setting passwordFile, String what) {
        Path file = readable(Path.of(settings.required(certificate)), certificate);
        char[] password = settings.password(passwordFile);
        if (Identity.isPkcs12(file)) {
            return Identity.pkcs12(
                    file,
                    password == null ? console.askSecret("Password of the " + what) : password,
                    settings.text(alias));
        }
        Path keyFile = settings.path(key);
        if (keyFile == null && !hasKey(file)) {
            throw new UsageException(file + ", which is set as " + certificate.key()
                    + ", is no key store (PKCS#12) and has no private key: set its key too, with " + key.option());
        }
        Path readableKey = keyFile == null ? file : readable(keyFile, key);
        return password == null ? pem(file, readableKey, what) : Identity.pem(file, readableKey, password);
    }

    private Identity pem(Path file, Path key, String what) {
        return isEncrypted(key)
                ? Identity.pem(file, key, console.askSecret("Password of the " + what))
                : Identity.pem(file, key);
    }

    private static boolean hasKey(Path file) {
        return TextFile.read(file).contains("PRIVATE KEY-----");
    }

    private static boolean isEncrypted(Path key) {
        String text = TextFile.read(key);
        return text.contains("BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED");
    }

    private static URI uri(String text, Setting setting) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException("Not a URL in " + setting.key() + ": " + PrintableAddress.of(text));
        }
    }

    private static Path readable(Path file, Setting setting) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            String fault = Files.isDirectory(file)
                    ? "it is a folder"
                    : Files.exists(file) ? "permission denied" : "it does not exist";
            throw new UsageException(
                    "Cannot read the file " + file + " that is set as " + setting.key() + ": " + fault);
        }
        return file;
    }

    /** Reports what the gateway warns of, once. */
    private record ServiceNotices(ServiceLog log, Set<String> warned) implements CallListener {
        @Override
        public synchronized void warned(String warning) {
            String text = Words.warning(warning);
            // the days left count down
            if (warned.add(text.replaceAll("[0-9]+ days", "days"))) {
                log.told("WARNING", Map.of("detail", text), "Warning: " + text);
            }
        }
    }

    /** Reports what delays a call. */
    private record Notices(Console console) implements CallListener {
        @Override
        public void retrying(Retry retry) {
            console.note(
                    "Attempt " + retry.attempt() + " failed (" + retry.reason().code() + "), trying again"
                            + (retry.next().equals(retry.failed()) ? "" : " at " + retry.next())
                            + (retry.pause().isZero()
                                    ? ""
                                    : " in " + Math.max(1, retry.pause().toSeconds()) + " s"));
        }

        @Override
        public void warned(String warning) {
            console.warn(Words.warning(warning));
        }
    }
}
