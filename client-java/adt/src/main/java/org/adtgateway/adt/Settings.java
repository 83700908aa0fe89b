package org.adtgateway.adt;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.adtgateway.checks.text.TextFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** Holds the settings that are in force: those given as options, and otherwise {@link SettingDefaults}. */
final class Settings {
    private final Map<String, String> environment;
    private final Supplier<Path> file;
    private final SettingDefaults defaults;
    private final Map<Setting, String> values = new EnumMap<>(Setting.class);

    Settings(Map<String, String> environment, Supplier<Path> file) {
        this.environment = environment;
        this.file = file;
        this.defaults = new SettingDefaults(environment, file);
    }

    /** Lets every sub-command accept each setting. */
    void addOptionsTo(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            command.addOption(OptionSpec.builder(setting.option())
                    .type(String.class)
                    .paramLabel(setting.isPath() ? "FILE" : "TEXT")
                    .description(setting.description())
                    .scopeType(ScopeType.INHERIT)
                    .setter(new ISetter() {
                        @Override
                        public <T> @Nullable T set(T value) {
                            if (value != null) {
                                values.put(setting, value.toString());
                            }
                            return null;
                        }
                    })
                    .build());
        }
        command.defaultValueProvider(defaults);
    }

    /** Lists the options of a command in its help, and the settings under a heading of their own. */
    static String optionList(Help help) {
        List<OptionSpec> shown = help.commandSpec().options().stream()
                .filter(option -> !option.hidden())
                .toList();
        return help.optionListExcludingGroups(
                        shown.stream().filter(option -> !isSetting(option)).toList())
                + String.format("%nSettings, also from the environment (ADT_ADDRESS, ...) or a configuration file:%n")
                + help.optionListExcludingGroups(
                        shown.stream().filter(Settings::isSetting).toList());
    }

    private static boolean isSetting(OptionSpec option) {
        return Setting.ofOption(option.longestName()) != null;
    }

    Path file() {
        return file.get();
    }

    @Nullable
    String text(Setting setting) {
        defaults.requireUsableFile();
        return values.get(setting);
    }

    /** Names the option, the variable or the file that a setting comes from; null for one that is not set. */
    @Nullable
    String source(Setting setting) {
        if (text(setting) == null) {
            return null;
        }
        String source = defaults.source(setting);
        return source == null ? setting.option() : source;
    }

    @Nullable
    Path path(Setting setting) {
        String text = text(setting);
        return text == null ? null : Path.of(text);
    }

    String required(Setting setting) {
        String text = text(setting);
        if (text == null) {
            throw new UsageException("Not configured: " + setting.key() + " (" + setting.description() + "). Use "
                    + setting.option() + ", set " + setting.variable() + ", or run 'adt config init'");
        }
        return text;
    }

    /**
     * Reads a password from the environment, or from a file that a setting names. It is never an option, since every user
     * of the machine can read those.
     */
    char @Nullable [] password(Setting passwordFile) {
        String variable = passwordFile.variable().replace("_FILE", "");
        String direct = environment.get(variable);
        if (direct != null) {
            return direct.toCharArray();
        }
        Path secret = path(passwordFile);
        if (secret == null) {
            return null;
        }
        try {
            return TextFile.read(secret).lines().findFirst().orElse("").toCharArray();
        } catch (IllegalArgumentException e) {
            throw new UsageException("The password file " + e.getMessage());
        }
    }
}
