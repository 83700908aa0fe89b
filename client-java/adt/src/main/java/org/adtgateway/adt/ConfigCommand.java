package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.checks.text.PrintableAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "config",
        description = "Set up the command, or show its settings.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  adt config init", "  adt config show"})
final class ConfigCommand implements Runnable {
    private static final List<Setting> FOR_ALL = List.of(
            Setting.ADDRESS,
            Setting.IDENTITY,
            Setting.IDENTITY_KEY,
            Setting.IDENTITY_PASSWORD_FILE,
            Setting.TRUST,
            Setting.RECEIPT_TRUST);
    private static final List<Setting> FOR_SUPPLIERS =
            List.of(Setting.SIGNING, Setting.SIGNING_KEY, Setting.SIGNING_PASSWORD_FILE);
    private static final List<Setting> FOR_OPERATORS = List.of(Setting.SIGNER_TRUST);

    private final Adt adt;

    ConfigCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public void run() {
        throw new UsageException("Use 'adt config init' or 'adt config show'");
    }

    @Command(
            name = "init",
            description = {
                "Ask for the settings and write the configuration file.",
                "Passwords are not written to it: they are asked for, or come from the environment or from a file of their own."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  adt config init                                writes the usual file",
                "  adt config init --operator                     for the DCC",
                "  adt config init --config northern-power.properties"
            })
    int init(
            @Option(names = "--force", description = "Overwrite an existing configuration file.") boolean force,
            @Option(names = "--operator", description = "Ask for what the DCC needs, and not for signing keys.")
                    boolean operator) {
        Console console = adt.console();
        Path file = adt.settings().file();
        if (Files.exists(file) && !force) {
            throw new UsageException("There is a configuration file " + file + " already; use --force to overwrite it");
        }
        console.note("Leave a setting empty to set it later. Give files with their full path.");
        SettingQuestions questions = new SettingQuestions(console, adt.environment());
        List<String> lines = new ArrayList<>();
        lines.add("# Settings of the adt command; 'adt config show' explains them");
        for (Setting setting : asked(operator)) {
            questions.ask(setting).ifPresent(lines::add);
        }
        write(file, lines);
        console.result(Map.of("file", file.toString()), () -> console.line(console.good("Written: ") + file));
        return questions.isComplete() ? tryOut(console, file) : laterOn(console);
    }

    private static List<Setting> asked(boolean operator) {
        return Stream.of(FOR_ALL, operator ? FOR_OPERATORS : FOR_SUPPLIERS)
                .flatMap(List::stream)
                .toList();
    }

    private static int laterOn(Console console) {
        console.note("Some settings are missing yet. Set them in the file, then try it with: adt me");
        return ExitCode.DONE.number();
    }

    /** Ends with what shows whether all of it works; on a terminal only, as it may ask for a password. */
    private int tryOut(Console console, Path file) {
        if (!console.isTerminal()) {
            console.note("Try it with: adt me");
            return ExitCode.DONE.number();
        }
        console.note("Trying it (adt me):");
        return adt.again("me", Adt.CONFIG, file.toString());
    }

    @Command(
            name = "show",
            description = "Show each setting, its value, and where that comes from.",
            footerHeading = "%nExamples:%n",
            footer = {"  adt config show", "  adt config show --receipt-trust other-ca.pem   which one is used?"})
    int show() {
        Console console = adt.console();
        Settings settings = adt.settings();
        Map<String, Object> result = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String text = shown(setting, settings.text(setting));
            String source = settings.source(setting);
            if (text == null || source == null) {
                rows.add(List.of(setting.key(), "-", "", setting.description()));
            } else {
                result.put(setting.key(), value(text, source));
                rows.add(List.of(
                        setting.key(),
                        text,
                        source.equals(settings.file().toString()) ? "the file" : source,
                        setting.description()));
            }
        }
        console.result(result, () -> {
            console.paragraph(
                    0,
                    "Configuration file: " + settings.file()
                            + (Files.exists(settings.file()) ? "" : " (does not exist; 'adt config init' creates it)"));
            console.table(List.of("SETTING", "VALUE", "SOURCE", "DESCRIPTION"), rows);
            console.paragraph(
                    0,
                    "Each is also an option (--receipt-trust) and a variable (ADT_RECEIPT_TRUST). An option overrides"
                            + " a variable, and a variable overrides the file.");
            console.paragraph(
                    0, "Passwords: ADT_IDENTITY_PASSWORD and ADT_SIGNING_PASSWORD, or a password file, or asked for.");
        });
        return ExitCode.DONE.number();
    }

    /** Hides a password in an address; the other settings have none. */
    private static @Nullable String shown(Setting setting, @Nullable String text) {
        return text != null && (setting == Setting.ADDRESS || setting == Setting.PROXY)
                ? PrintableAddress.of(text)
                : text;
    }

    private static Map<String, String> value(String text, String source) {
        Map<String, String> value = new LinkedHashMap<>();
        value.put("text", text);
        value.put("source", source);
        return value;
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
