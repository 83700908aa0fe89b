package org.adtgateway.adt;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.text.PrintableAddress;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.Identity;
import org.adtgateway.client.SigningException;
import org.jspecify.annotations.Nullable;

/** Asks a person for settings, looks into the files that are named, and asks again where an answer cannot be right. */
final class SettingQuestions {
    private static final Set<Setting> NEEDED = EnumSet.of(Setting.ADDRESS, Setting.IDENTITY, Setting.TRUST);
    private static final Set<Setting> AUTHORITIES =
            EnumSet.of(Setting.TRUST, Setting.RECEIPT_TRUST, Setting.SIGNER_TRUST);
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int ATTEMPTS = 5;

    private final Console console;
    private final Map<String, String> environment;
    private final Set<Setting> answered = EnumSet.noneOf(Setting.class);
    private boolean keyIsMissing;
    private boolean passwordIsNeeded;

    SettingQuestions(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** Tells whether there is enough to call the gateway. */
    boolean isComplete() {
        return answered.containsAll(NEEDED);
    }

    /** Returns a line of the configuration file; none where the setting is of no use, as a certificate and its key are in one file. */
    Optional<String> ask(Setting setting) {
        boolean key = setting == Setting.IDENTITY_KEY || setting == Setting.SIGNING_KEY;
        boolean password = setting == Setting.IDENTITY_PASSWORD_FILE || setting == Setting.SIGNING_PASSWORD_FILE;
        if ((key && !keyIsMissing) || (password && !passwordIsNeeded)) {
            return Optional.empty();
        }
        String answer = answer(setting);
        if (!answer.isEmpty()) {
            answered.add(setting);
        }
        return Optional.of((answer.isEmpty() ? "#" : "") + setting.key() + " = " + answer);
    }

    private String answer(Setting setting) {
        for (int attempt = 1; ; attempt++) {
            String given = console.ask(setting.key() + " - " + setting.description(), "");
            if (given.isEmpty()) {
                note(setting, null);
                return "";
            }
            try {
                String answer = setting.isPath() ? absolute(given) : given;
                String fault = fault(setting, answer);
                if (fault == null) {
                    return answer;
                }
                console.warn(fault);
            } catch (InvalidPathException e) {
                console.warn("This is no name of a file: " + given);
            } catch (SigningException | IllegalArgumentException e) {
                console.warn(String.valueOf(e.getMessage()));
            }
            if (attempt == ATTEMPTS) {
                throw new UsageException("No answer for " + setting.key() + " can be used; nothing was written");
            }
        }
    }

    /** Expands a tilde, as shells do. */
    private String absolute(String file) {
        String home = environment.get("HOME");
        return Path.of(home != null && file.startsWith("~/") ? home + file.substring(1) : file)
                .toAbsolutePath()
                .toString();
    }

    /** Returns what is wrong with an answer; null for nothing. */
    private @Nullable String fault(Setting setting, String answer) {
        if (!setting.isPath()) {
            return faultOfAddress(answer);
        }
        Path file = Path.of(answer);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return "There is no file " + answer + " that can be read; leave it empty to set it later";
        }
        if (AUTHORITIES.contains(setting)) {
            List<X509Certificate> found = CertificateLoader.read(file);
            return found.stream().allMatch(each -> each.getBasicConstraints() >= 0)
                    ? null
                    : file + " has a certificate that is not of an authority, but of a user or a server";
        }
        note(setting, file);
        return null;
    }

    private static @Nullable String faultOfAddress(String answer) {
        for (String each : COMMA.splitAsStream(answer).toList()) {
            if (PrintableAddress.hides(each)) {
                return "An address has no user and no password in it";
            }
            try {
                URI address = new URI(each.strip());
                if (!"https".equals(address.getScheme()) || address.getHost() == null) {
                    return "An address is like https://gateway.example, and not '" + each.strip() + "'";
                }
            } catch (URISyntaxException e) {
                return "An address is like https://gateway.example, and not '" + each.strip() + "'";
            }
        }
        return null;
    }

    /** Looks into a certificate or key, to know what else is needed. */
    private void note(Setting setting, @Nullable Path file) {
        if (setting == Setting.IDENTITY || setting == Setting.SIGNING) {
            boolean store = file != null && Identity.isPkcs12(file);
            String text = file == null || store ? "" : TextFile.read(file);
            if (file != null && !store) {
                // says what is wrong where there is no certificate in it
                CertificateLoader.read(file);
            }
            keyIsMissing = file != null && !store && !text.contains("PRIVATE KEY-----");
            passwordIsNeeded = store || text.contains("ENCRYPTED");
        } else if ((setting == Setting.IDENTITY_KEY || setting == Setting.SIGNING_KEY) && file != null) {
            passwordIsNeeded = TextFile.read(file).contains("ENCRYPTED");
        }
    }
}
