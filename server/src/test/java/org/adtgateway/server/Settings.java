package org.adtgateway.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The settings that there are, and the sample configuration. */
final class Settings {
    static final Path SAMPLE = Path.of(System.getProperty("rootDir", ".."), "server/config/production.yml");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Settings() {}

    /** The settings of our own types by their path, such as limits.maxFileSize; those of Dropwizard's are in the sample as far as they concern us. */
    static Map<String, Class<?>> types() {
        return types(AdtGatewayConfiguration.class, "");
    }

    private static Map<String, Class<?>> types(Class<?> type, String prefix) {
        Map<String, Class<?>> settings = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property == null || field.getType() == DataSourceFactory.class) {
                continue;
            }
            String name = prefix + (property.value().isEmpty() ? field.getName() : property.value());
            Map<String, Class<?>> inner = types(field.getType(), name + ".");
            settings.putAll(inner.isEmpty() ? Map.of(name, field.getType()) : inner);
        }
        for (Method factory : type.getDeclaredMethods()) {
            for (Parameter parameter : factory.getParameters()) {
                JsonProperty property = parameter.getAnnotation(JsonProperty.class);
                if (property != null) {
                    settings.put(prefix + property.value(), parameter.getType());
                }
            }
        }
        return settings;
    }

    /** The sample as it is shipped. */
    static ObjectNode sample() throws IOException {
        return (ObjectNode) YAML.readTree(SAMPLE.toFile());
    }

    /** Reads a configuration as the gateway does. */
    static AdtGatewayConfiguration read(ObjectNode configuration) throws IOException, ConfigurationException {
        return new YamlConfigurationFactory<>(
                        AdtGatewayConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
                .build(path -> new ByteArrayInputStream(YAML.writeValueAsBytes(configuration)), "the sample");
    }
}
