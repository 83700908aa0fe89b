package org.adtgateway.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not leave the machine: passwords, keys and tokens of a configuration, and of the environment that it is filled in from. They are hidden twice:
 * by the name of their setting, and wherever else their value turns up.
 */
final class Secrets {
    static final String HIDDEN = "(hidden)";

    private static final Pattern NAME = Pattern.compile(
            "(?i)(.*(passw|passphrase|secret|token|credential|api[-_]?key|private[-_]?key).*|(.*[._-])?pin)");
    /** As the driver of the database takes them: behind a name in the query, or before the host. */
    private static final Pattern IN_URL = Pattern.compile(
            "(?i)([?&;][^=&?;\\s]*(?:passw|secret|token)[^=&\\s]*=)([^&\\s\"']*)|(//[^/@:\\s]*:)([^/@\\s]*)(?=@)");

    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", Pattern.DOTALL);
    /** A shorter value would hide half of every text; such a password is no secret anyway. */
    private static final int SHORTEST = 3;

    private final EnvironmentVariableSubstitutor substitutor = new EnvironmentVariableSubstitutor(false);
    private final Set<String> values = new HashSet<>();

    /**
     * Finds the secrets.
     *
     * @param configuration as it is in the file, with variables
     */
    Secrets(JsonNode configuration, Map<String, String> environment) {
        collect(configuration);
        environment.forEach((name, value) -> {
            if (isSecret(name)) {
                add(value);
            }
            collectFromUrl(value);
        });
    }

    /** Returns whether what a setting or a variable of this name holds is to be hidden. */
    static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }

    private void collect(JsonNode node) {
        node.properties().forEach(member -> {
            if (isSecret(member.getKey()) && member.getValue().isValueNode()) {
                add(substitutor.replace(member.getValue().asText()));
            } else {
                collect(member.getValue());
            }
        });
        if (node.isArray()) {
            node.forEach(this::collect);
        } else if (node.isTextual()) {
            collectFromUrl(substitutor.replace(node.asText()));
        }
    }

    private void collectFromUrl(String text) {
        Matcher matcher = IN_URL.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
            add(value);
            try {
                add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // not encoded, so that it is there as it is
            }
        }
    }

    private void add(String value) {
        if (value.length() >= SHORTEST) {
            values.add(value);
        }
    }

    /** Returns a configuration in which secrets are hidden; variables stay variables. */
    JsonNode hide(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode hidden = object.objectNode();
            object.properties()
                    .forEach(member -> hidden.set(
                            member.getKey(),
                            isSecret(member.getKey()) && member.getValue().isValueNode()
                                    ? TextNode.valueOf(HIDDEN)
                                    : hide(member.getValue())));
            return hidden;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode hidden = array.arrayNode();
            array.forEach(each -> hidden.add(hide(each)));
            return hidden;
        }
        return node.isTextual() ? TextNode.valueOf(hide(node.asText())) : node;
    }

    /** Returns a text in which no secret is left. */
    String hide(String text) {
        String hidden = PRIVATE_KEY.matcher(text).replaceAll(HIDDEN);
        hidden = IN_URL.matcher(hidden)
                .replaceAll(found ->
                        Matcher.quoteReplacement((found.group(1) == null ? found.group(3) : found.group(1)) + HIDDEN));
        // the longest first, as one may be part of another
        List<String> longestFirst = values.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String value : longestFirst) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return hidden;
    }
}
