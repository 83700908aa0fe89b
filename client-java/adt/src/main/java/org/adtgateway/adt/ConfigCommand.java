package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "config",
        description = "Set the command up, or show how it is set up.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  adt config init", "  adt config show"})
final class ConfigCommand implements Runnable {
    private static final List<Setting> ASKED = List.of(
            Setting.ADDRESS,
            Setting.IDENTITY,
            Setting.IDENTITY_KEY,
            Setting.IDENTITY_PASSWORD_FILE,
            Setting.TRUST,
            Setting.RECEIPT_TRUST,
            Setting.SIGNING,
            Setting.SIGNING_KEY,
            Setting.SIGNING_PASSWORD_FILE);

    private final Adt adt;

    ConfigCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public void run() {
        throw new UsageException("Say 'adt config init' or 'adt config show'");
    }

    @Command(
            name = "init",
            description = {
                "Ask for the settings and write the configuration file.",
                "Passwords do not go into it: they are asked for, or come from the environment or from a file of their own."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  adt config init                                writes the usual file",
                "  adt config init --config northern-power.properties"
            })
    int init(@Option(names = "--force", description = "Write over a configuration file that is there.") boolean force) {
        Console console = adt.console();
        Path chosen = adt.configFile();
        Path file = chosen == null ? Settings.usualFile(adt.environment()) : chosen;
        if (Files.exists(file) && !force) {
            throw new UsageException("There is a configuration file " + file + "; say --force to write over it");
        }
        console.note("Each can be left empty and set later. Files: the full path.");
        List<String> lines = new ArrayList<>();
        lines.add("# Settings of the adt command; 'adt config show' explains them");
        for (Setting setting : ASKED) {
            if (isOfPem(setting) && !lines.get(lines.size() - 1).endsWith(".pem")) {
                continue;
            }
            String answer = console.ask(setting.key() + " - " + setting.description(), "");
            if (setting.isPath() && !answer.isEmpty()) {
                answer = absolute(answer);
                if (!Files.isReadable(Path.of(answer))) {
                    console.warn("cannot read " + answer + " yet");
                }
            }
            if (setting == Setting.ADDRESS && !answer.isEmpty() && !answer.startsWith("https://")) {
                console.warn("an address begins with https://, and this one does not");
            }
            lines.add((answer.isEmpty() ? "#" : "") + setting.key() + " = " + answer.replace("\\", "\\\\"));
        }
        write(file, lines);
        console.result(Map.of("file", file.toString()), () -> console.line(console.good("Written: ") + file));
        console.note("Try it with: adt me");
        return ExitCode.DONE.number();
    }

    /** Here nobody else expands a tilde, as shells do. */
    private String absolute(String file) {
        String home = adt.environment().get("HOME");
        return Path.of(home != null && file.startsWith("~/") ? home + file.substring(1) : file)
                .toAbsolutePath()
                .toString();
    }

    /** The key of its own that PEM needs and PKCS#12 does not. */
    private static boolean isOfPem(Setting setting) {
        return setting == Setting.IDENTITY_KEY || setting == Setting.SIGNING_KEY;
    }

    @Command(
            name = "show",
            description = "Show each setting, what it is, and where that was said.",
            footerHeading = "%nExamples:%n",
            footer = {"  adt config show", "  adt config show --receipt-trust other-ca.pem     which one would count?"})
    int show() {
        Console console = adt.console();
        Settings settings = adt.settings();
        Map<String, Object> result = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Settings.Value value = settings.find(setting);
            if (value != null) {
                result.put(setting.key(), value);
            }
            rows.add(List.of(
                    setting.key(),
                    value == null ? "-" : value.text(),
                    value == null
                            ? ""
                            : value.source().equals(settings.file().toString()) ? "the file" : value.source(),
                    setting.description()));
        }
        console.result(result, () -> {
            console.line("Configuration file: " + settings.file()
                    + (Files.exists(settings.file()) ? "" : " (not there; 'adt config init' makes it)"));
            console.table(List.of("SETTING", "VALUE", "SAID BY", "WHAT IT IS"), rows);
            console.line("Each is also an option (--receipt-trust) and a variable (ADT_RECEIPT_TRUST). Option before"
                    + " variable before file.");
            console.line(
                    "Passwords: ADT_IDENTITY_PASSWORD and ADT_SIGNING_PASSWORD, or a password file, or asked for.");
        });
        return ExitCode.DONE.number();
    }

    private static void write(Path file, List<String> lines) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
