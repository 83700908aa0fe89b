package org.adtgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Prometheus would fetch now.
 *
 * @param series values by name and labels, as the text format writes them
 * @param types of the metric families, by name
 */
public record Scrape(Map<String, Double> series, Map<String, String> types) {
    public static Scrape of(Gateway gateway) {
        try (InputStream in =
                URI.create(gateway.adminUrl() + "/metrics").toURL().openStream()) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scrape parse(String text) {
        Map<String, Double> series = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        text.lines().forEach(line -> {
            if (line.startsWith("# TYPE ")) {
                int space = line.lastIndexOf(' ');
                types.put(line.substring("# TYPE ".length(), space), line.substring(space + 1));
            } else if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        });
        return new Scrape(series, types);
    }

    /** The value of a series, 0 where it is not there. */
    public double value(String nameAndLabels) {
        return series.getOrDefault(nameAndLabels, 0.0);
    }
}
