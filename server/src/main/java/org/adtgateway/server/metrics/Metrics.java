package org.adtgateway.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import jakarta.servlet.http.HttpServlet;
import java.io.Closeable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one gateway. Every label has a bounded set of values: none is made of what a caller sends.
 */
public final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final String PREFIX = "adt_gateway_";
    /** Seconds: from what memory answers to what a large file takes. */
    private static final double[] DURATIONS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60
    };

    /** What became of a file that was sent. */
    public enum Result {
        /** 201. */
        ACCEPTED,
        /** 200: the same act again. */
        REPEATED,
        /** Any problem of the caller's. */
        REFUSED,
        /** Any problem of ours, 5xx; the caller sends it again. */
        FAILED,
        /** A dry run whose verdict is good. */
        CHECKED_GOOD,
        /** A dry run whose verdict is bad. */
        CHECKED_BAD
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter submissions =
            counter("submissions", "Files that were sent, dry runs too.", "file_type", "result");
    private final Counter problems = counter("problems", "Answers that were problems.", "code");
    private final Counter limits = counter("limits_refused", "Calls refused because a share was used up.", "limit");
    private final Counter handshakes = counter("tls_handshakes_failed", "TLS handshakes that failed.", "reason");
    private final Histogram requests = histogram(
            "request_duration", "From the head of a request to its answer, waiting included.", "operation", "status");
    private final Histogram verifications = histogram(
            "signature_verification_duration", "Verification of a signature: path, digest, signature.", "result");

    /** With the JVM's own metrics. */
    public Metrics() {
        JvmMetrics.builder().register(registry);
    }

    /** What this node is. */
    public void describe(String version, String ecdsaProvider) {
        Info.builder()
                .name(PREFIX + "build")
                .help("The version that runs, and what verifies ECDSA.")
                .labelNames("version", "ecdsa_provider")
                .register(registry)
                .setLabelValues(version, ecdsaProvider);
    }

    /** A file was sent. */
    public void submission(String fileType, Result result) {
        submissions.labelValues(fileType, label(result.name())).inc();
    }

    /** An answer was a problem. */
    public void problem(String code) {
        problems.labelValues(code).inc();
    }

    /** Shows these with 0 from the start, so that their first rise is seen as one. */
    public void expectSubmissions(List<String> fileTypes) {
        fileTypes.forEach(type -> Arrays.stream(Result.values())
                .forEach(result -> submissions.initLabelValues(type, label(result.name()))));
    }

    /** Shows these with 0 from the start. */
    public void expectProblems(List<String> codes) {
        codes.forEach(problems::initLabelValues);
    }

    /** Shows these with 0 from the start. */
    public void expectLimits(List<String> names) {
        names.forEach(limits::initLabelValues);
    }

    /** Shows these with 0 from the start. */
    public void expectHandshakeFailures(List<String> reasons) {
        reasons.forEach(handshakes::initLabelValues);
    }

    /** A call was refused because a share was used up. */
    public void limitRefused(String limit) {
        limits.labelValues(limit).inc();
    }

    /** A handshake failed. */
    public void handshakeFailed(String reason) {
        handshakes.labelValues(reason).inc();
    }

    /**
     * A request was answered.
     *
     * @param operation the operationId, or {@code none}
     * @param status of the answer; 0 where there was none, as the caller had gone
     * @param nanos from its head to its answer
     */
    public void request(String operation, int status, long nanos) {
        requests.labelValues(operation, status == 0 ? "none" : status / 100 + "xx")
                .observe(Unit.nanosToSeconds(nanos));
    }

    /** A signature was verified. */
    public void verification(boolean passed, long nanos) {
        verifications.labelValues(passed ? "passed" : "refused").observe(Unit.nanosToSeconds(nanos));
    }

    /** A number that is asked for when the metrics are fetched; left out where it cannot be determined. */
    public void gauge(String name, String help, DoubleSupplier value) {
        gauges(name, help, callback -> callback.value(value.getAsDouble()));
    }

    /** What gives the values of a gauge with labels. */
    public interface Values {
        void tell(Sink sink) throws Exception;
    }

    /** Takes one value of a gauge. */
    public interface Sink {
        void value(double value, String... labelValues);
    }

    /** Numbers of one name with different labels. */
    public void gauges(String name, String help, Values values, String... labels) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .callback(callback -> {
                    try {
                        values.tell(callback::call);
                    } catch (Exception e) {
                        LOG.warn("the metric {} cannot be determined: {}", name, e.toString());
                    }
                })
                .register(registry);
    }

    /** What several gauges are read from together, such as a connection. */
    public interface Source<T> {
        T open() throws Exception;
    }

    /** What gives the values of one of several gauges. */
    public interface ValuesOf<T> {
        void tell(T source, Sink sink) throws Exception;
    }

    /** One of several gauges. */
    public record GaugeOf<T>(String name, String help, ValuesOf<T> values, List<String> labels) {}

    /** Gauges whose source is opened once for all of them, each time the metrics are fetched. */
    public <T extends Closeable> void gauges(Source<T> source, List<GaugeOf<T>> gauges) {
        registry.register(() -> {
            MetricSnapshots.Builder all = MetricSnapshots.builder();
            try (T opened = source.open()) {
                gauges.forEach(gauge -> all.metricSnapshot(snapshot(gauge, opened)));
            } catch (Exception e) {
                LOG.warn(
                        "these metrics cannot be determined: {}: {}",
                        gauges.stream().map(GaugeOf::name).collect(Collectors.joining(", ")),
                        e.toString());
            }
            return all.build();
        });
    }

    private static <T> GaugeSnapshot snapshot(GaugeOf<T> gauge, T source) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(PREFIX + gauge.name()).help(gauge.help());
        try {
            gauge.values()
                    .tell(
                            source,
                            (value, labelValues) -> snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                    .value(value)
                                    .labels(Labels.of(gauge.labels(), List.of(labelValues)))
                                    .build()));
        } catch (Exception e) {
            LOG.warn("the metric {} cannot be determined: {}", gauge.name(), e.toString());
        }
        return snapshot.build();
    }

    /** Measures a verification; whether it passed is told by what it returns. */
    public <T> T verifying(Supplier<T> verification, Predicate<T> passed) {
        long start = System.nanoTime();
        T result = verification.get();
        verification(passed.test(result), System.nanoTime() - start);
        return result;
    }

    /** Answers what Prometheus asks. */
    public HttpServlet servlet() {
        return new PrometheusMetricsServlet(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }

    private Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(Unit.SECONDS)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(DURATIONS)
                .register(registry);
    }

    private static String label(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }
}
