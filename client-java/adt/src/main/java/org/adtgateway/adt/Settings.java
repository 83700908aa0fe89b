package org.adtgateway.adt;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The settings in force: an option goes before the environment, and that before the configuration file. */
final class Settings {
    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
    private final Map<String, String> environment;
    private final Path file;

    /** What a setting is and where it was said. */
    record Value(String text, String source) {}

    /** @param chosenFile by option; otherwise {@code ADT_CONFIG}, otherwise the usual place */
    Settings(Map<Setting, String> options, Map<String, String> environment, @Nullable Path chosenFile) {
        this.environment = environment;
        this.file = chosenFile != null ? chosenFile : usualFile(environment);
        boolean asked = chosenFile != null || environment.containsKey("ADT_CONFIG");
        readFile(asked);
        for (Setting setting : Setting.values()) {
            String variable = environment.get(setting.variable());
            if (variable != null && !variable.isBlank()) {
                values.put(setting, new Value(variable.strip(), setting.variable()));
            }
            String option = options.get(setting);
            if (option != null) {
                values.put(setting, new Value(option, setting.option()));
            }
        }
    }

    static Path usualFile(Map<String, String> environment) {
        String chosen = environment.get("ADT_CONFIG");
        if (chosen != null) {
            return Path.of(chosen);
        }
        String windows = environment.get("APPDATA");
        String xdg = environment.get("XDG_CONFIG_HOME");
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        Path folder = windows != null ? Path.of(windows) : xdg != null ? Path.of(xdg) : home.resolve(".config");
        return folder.resolve("adt").resolve("adt.properties");
    }

    private void readFile(boolean asked) {
        if (!Files.exists(file)) {
            if (asked) {
                throw new UsageException(
                        "There is no configuration file " + file + "; make one with 'adt config init'");
            }
            return;
        }
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("Cannot read the configuration file " + file + ": " + e.getMessage());
        }
        for (String key : properties.stringPropertyNames()) {
            Setting setting = named(key);
            String value = properties.getProperty(key).strip();
            if (!value.isEmpty()) {
                String text = setting.isPath()
                        ? file.toAbsolutePath()
                                .resolveSibling(value)
                                .normalize()
                                .toString()
                        : value;
                values.put(setting, new Value(text, file.toString()));
            }
        }
    }

    private Setting named(String key) {
        for (Setting setting : Setting.values()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        throw new UsageException("The configuration file " + file + " has an unknown setting '" + key
                + "'; 'adt config show' lists those there are");
    }

    Path file() {
        return file;
    }

    @Nullable
    Value find(Setting setting) {
        return values.get(setting);
    }

    @Nullable
    String text(Setting setting) {
        Value value = values.get(setting);
        return value == null ? null : value.text();
    }

    @Nullable
    Path path(Setting setting) {
        String text = text(setting);
        return text == null ? null : Path.of(text);
    }

    String required(Setting setting) {
        String text = text(setting);
        if (text == null) {
            throw new UsageException("Not configured: " + setting.key() + " (" + setting.description() + "). Say "
                    + setting.option() + ", set " + setting.variable() + ", or run 'adt config init'");
        }
        return text;
    }

    /**
     * A password: from the environment, or from a file that a setting names. Never an option, since everybody on the
     * machine can read those.
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
            return Files.readString(secret).lines().findFirst().orElse("").toCharArray();
        } catch (IOException e) {
            throw new UsageException("Cannot read the password file " + secret + ": " + e.getMessage());
        }
    }
}
