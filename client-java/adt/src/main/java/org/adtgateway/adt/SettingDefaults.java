package org.adtgateway.adt;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Supplies the settings that are not given as options: from the environment, otherwise from the configuration file. */
final class SettingDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;
    private final Supplier<Path> file;
    private final Map<Setting, String> sources = new EnumMap<>(Setting.class);
    private @Nullable Map<Setting, String> fromFile;
    private @Nullable UsageException fault;

    /** @param file the configuration file, which may be known only after the options have been parsed */
    SettingDefaults(Map<String, String> environment, Supplier<Path> file) {
        this.environment = environment;
        this.file = file;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        if (option.longestName().equals(Adt.CONFIG)) {
            return configurationFile().toString();
        }
        Setting setting = Setting.ofOption(option.longestName());
        return setting == null ? null : value(setting);
    }

    /** Names where the value of a setting that is not an option comes from. */
    @Nullable
    String source(Setting setting) {
        return sources.get(setting);
    }

    /** Throws what made the configuration file unusable, so that help, and writing a new file, do without it. */
    void requireUsableFile() {
        if (fault != null) {
            throw fault;
        }
    }

    private @Nullable String value(Setting setting) {
        String variable = environment.get(setting.variable());
        if (variable != null && !variable.isBlank()) {
            sources.put(setting, setting.variable());
            return variable.strip();
        }
        String value = fromFile().get(setting);
        if (value != null) {
            sources.put(setting, file.get().toString());
        }
        return value;
    }

    private Path configurationFile() {
        String chosen = environment.get("ADT_CONFIG");
        return chosen == null ? usualFile() : Path.of(chosen);
    }

    private Path usualFile() {
        String windows = environment.get("APPDATA");
        String xdg = environment.get("XDG_CONFIG_HOME");
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        Path folder = windows != null ? Path.of(windows) : xdg != null ? Path.of(xdg) : home.resolve(".config");
        return folder.resolve("adt").resolve("adt.properties");
    }

    private Map<Setting, String> fromFile() {
        if (fromFile == null) {
            try {
                fromFile = read(file.get());
            } catch (UsageException e) {
                fault = e;
                fromFile = Map.of();
            }
        }
        return fromFile;
    }

    private Map<Setting, String> read(Path source) {
        if (!Files.exists(source)) {
            if (source.equals(usualFile())) {
                return Map.of();
            }
            throw new UsageException("There is no configuration file " + source + "; make one with 'adt config init'");
        }
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(source)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("Cannot read the configuration file " + source + ": " + e.getMessage());
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (String key : properties.stringPropertyNames()) {
            Setting setting = Setting.ofKey(key);
            if (setting == null) {
                throw new UsageException("The configuration file " + source + " has an unknown setting '" + key
                        + "'; 'adt config show' lists the settings");
            }
            String value = properties.getProperty(key).strip();
            if (!value.isEmpty()) {
                values.put(setting, setting.isPath() ? besideFile(source, value) : value);
            }
        }
        return values;
    }

    private static String besideFile(Path source, String value) {
        return source.toAbsolutePath().resolveSibling(value).normalize().toString();
    }
}
