package org.adtgateway.adt;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
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
        AdtGatewayClientBuilder builder = AdtGatewayClient.builder()
                .identity(identity(
                        Setting.IDENTITY, Setting.IDENTITY_KEY, Setting.IDENTITY_PASSWORD_FILE, "transport key"))
                .listener(new Notices(console));
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
            return FileSigner.of(
                    identity(Setting.SIGNING, Setting.SIGNING_KEY, Setting.SIGNING_PASSWORD_FILE, "signing key"));
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

    private Identity identity(Setting certificate, Setting key, Setting passwordFile, String what) {
        Path file = readable(Path.of(settings.required(certificate)), certificate);
        char[] password = settings.password(passwordFile);
        Path keyFile = settings.path(key);
        if (keyFile != null) {
            return password == null
                    ? Identity.pem(file, readable(keyFile, key))
                    : Identity.pem(file, readable(keyFile, key), password);
        }
        if (file.toString().endsWith(".pem")) {
            throw new UsageException(file + " is PEM: set its key too, with " + key.option());
        }
        return Identity.pkcs12(file, password == null ? console.askSecret("Password of the " + what) : password);
    }

    private static URI uri(String text, Setting setting) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException("Not a URL in " + setting.key() + ": " + text);
        }
    }

    private static Path readable(Path file, Setting setting) {
        if (!Files.isReadable(file)) {
            throw new UsageException("Cannot read the file " + file + " that is set as " + setting.key());
        }
        return file;
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
            console.warn(warning);
        }
    }
}
