package org.adtgateway.adt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lists what can be configured. Each setting has one name in three forms: {@code receipt-trust} in the file,
 * {@code ADT_RECEIPT_TRUST} in the environment and {@code --receipt-trust} as an option.
 */
enum Setting {
    ADDRESS("address", false, "address of the gateway, such as https://gateway.example; separate several with commas"),
    IDENTITY("identity", true, "transport certificate: a PKCS#12 file with its key, or PEM or DER"),
    IDENTITY_KEY("identity-key", true, "key of the transport certificate, when that is in a file of its own"),
    IDENTITY_ALIAS("identity-alias", false, "which key of the PKCS#12 file, when it has several"),
    IDENTITY_PASSWORD_FILE("identity-password-file", true, "file with the password of the transport key"),
    TRUST("trust", true, "PEM file with the authorities of the gateway's certificate"),
    RECEIPT_TRUST("receipt-trust", true, "PEM file with the authorities of receipts"),
    SIGNING("signing", true, "signing certificate: a PKCS#12 file with its key, or PEM or DER"),
    SIGNING_KEY("signing-key", true, "key of the signing certificate, when that is in a file of its own"),
    SIGNING_PASSWORD_FILE("signing-password-file", true, "file with the password of the signing key"),
    SIGNING_PKCS11("signing-pkcs11", true, "configuration file of a PKCS#11 token that holds the signing key"),
    SIGNING_ALIAS("signing-alias", false, "which key of the PKCS#12 file or token, when it has several"),
    SIGNER_TRUST(
            "signer-trust", true, "for operators: PEM file with the authorities of suppliers' signatures, all levels"),
    USER_IDS("user-ids", false, "your User IDs, separated by commas, for checks without a gateway"),
    PROXY("proxy", false, "HTTP proxy, such as http://proxy.example:3128");

    private final String key;
    private final boolean path;
    private final String description;

    Setting(String key, boolean path, String description) {
        this.key = key;
        this.path = path;
        this.description = description;
    }

    String key() {
        return key;
    }

    /** Tells whether it names a file. In the configuration file, such a path is relative to that file. */
    boolean isPath() {
        return path;
    }

    String description() {
        return description;
    }

    static @Nullable Setting ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    static @Nullable Setting ofOption(String option) {
        return option.startsWith("--") ? ofKey(option.substring(2)) : null;
    }

    String variable() {
        return "ADT_" + name();
    }

    String option() {
        return "--" + key;
    }
}
