package org.adtgateway.adt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.adtgateway.checks.text.TextFile;
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
        return chosen == null || chosen.isBlank() ? usualFile() : Path.of(chosen);
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
        String text;
        try {
            text = TextFile.read(source);
        } catch (IllegalArgumentException e) {
            throw new UsageException("The configuration file " + e.getMessage());
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && "#!".indexOf(stripped.charAt(0)) < 0) {
                read(stripped, source, number, values);
            }
        }
        return values;
    }

    /** Reads a line {@code name = value}. Of a path nothing is taken for an escape, so that those of Windows can be written as they are. */
    private static void read(String line, Path source, int number, Map<Setting, String> values) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        int end = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
        String key = (end < 0 ? line : line.substring(0, end)).strip();
        Setting setting = Setting.ofKey(key);
        if (setting == null) {
            throw new UsageException("The configuration file " + source + " has an unknown setting '" + key
                    + "' in line " + number + "; 'adt config show' lists the settings");
        }
        if (end < 0) {
            throw new UsageException("The configuration file " + source + " has no value in line " + number + ": write "
                    + key + " = ...");
        }
        String value = line.substring(end + 1).strip();
        if (!value.isEmpty()) {
            values.put(setting, setting.isPath() ? besideFile(source, unescaped(value)) : value);
        }
    }

    /** Takes doubled backslashes for single ones, as earlier versions wanted them, except at the beginning of a network path. */
    private static String unescaped(String path) {
        return path.startsWith("\\\\")
                ? "\\\\" + path.substring(2).replaceFirst("^\\\\+", "").replace("\\\\", "\\")
                : path.replace("\\\\", "\\");
    }

    private static String besideFile(Path source, String value) {
        return source.toAbsolutePath().resolveSibling(value).normalize().toString();
    }
}
