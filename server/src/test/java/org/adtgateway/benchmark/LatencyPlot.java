package org.adtgateway.benchmark;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latencies by percentile as SVG, a panel a case: across, each nine of the percentile as wide as the one before; upwards, milliseconds by powers of ten. */
final class LatencyPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 200;
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int PANEL = HEIGHT + 90;
    private static final int NINES = 4;
    /** From 0.01 ms to 10,000 ms. */
    private static final int DECADES = 6;

    private static final double LOWEST = 0.01;
    private static final String[] COLOURS = {"#1f6fb4", "#d1731f", "#4a8f3c"};

    private LatencyPlot() {}

    static String of(Map<String, Map<String, Histogram>> panels) {
        StringBuilder svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        .formatted(WIDTH + LEFT + 20, panels.size() * PANEL + 10));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        int top = TOP;
        for (Map.Entry<String, Map<String, Histogram>> panel : panels.entrySet()) {
            panel(svg, top, panel.getKey(), panel.getValue());
            top += PANEL;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, int top, String name, Map<String, Histogram> sides) {
        text(svg, LEFT, top - 14, "start", "#000", name + ": ms by percentile, at 0.6 of each one's highest rate");
        for (int decade = 0; decade <= DECADES; decade++) {
            double y = top + HEIGHT - (double) HEIGHT * decade / DECADES;
            line(svg, LEFT, y, LEFT + WIDTH, y);
            text(svg, LEFT - 6, y + 4, "end", "#555", "%s".formatted(LOWEST * Math.pow(10, decade)));
        }
        String[] percentiles = {"0", "90", "99", "99.9", "99.99"};
        for (int nines = 0; nines <= NINES; nines++) {
            double x = LEFT + (double) WIDTH * nines / NINES;
            line(svg, x, top, x, top + HEIGHT);
            text(svg, x, top + HEIGHT + 16, "middle", "#555", percentiles[nines]);
        }
        int side = 0;
        for (Map.Entry<String, Histogram> each : sides.entrySet()) {
            String colour = COLOURS[side % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (double x = 0; x <= 1; x += 1 / 160.0) {
                double percentile = 100 * (1 - Math.pow(10, -x * NINES));
                double millis = each.getValue().getValueAtPercentile(percentile) / 1e6;
                double up = Math.log10(Math.max(millis, LOWEST) / LOWEST) / DECADES;
                points.append(String.format(
                        Locale.ROOT, "%.1f,%.1f ", LEFT + x * WIDTH, top + HEIGHT - Math.min(up, 1) * HEIGHT));
            }
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>%n"
                    .formatted(colour, points));
            text(svg, LEFT + 10 + 130 * side, top + HEIGHT + 34, "start", colour, each.getKey());
            side++;
        }
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                text));
    }
}
