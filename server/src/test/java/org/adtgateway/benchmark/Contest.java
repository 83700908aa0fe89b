package org.adtgateway.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.adtgateway.benchmark.Driver.Run;
import org.adtgateway.benchmark.Driver.Work;
import org.adtgateway.testing.Postgres;
import org.adtgateway.testing.ServerProcess;

/** The same work, done in turns by the gateway and by someone beside it, so that whatever else the machine does befalls both alike. */
final class Contest {
    /** The share of the highest rate at which latency is looked at: a server that is always full only shows its queue. */
    private static final double LATENCY_LOAD = 0.6;

    /** How long the gateway is warmed up before a case, as a JVM on two cores compiles for about a minute; how long each turn is, and how many there are. */
    record Plan(Duration warmUp, Duration turn, int turns) {}

    /**
     * What came out.
     *
     * @param rate the gateway's, in a second
     * @param ratios that rate beside each rival's, by its name
     */
    record Result(double rate, Map<String, Double> ratios) {}

    private final Plan plan;
    private final ServerProcess gateway;
    private final Postgres database;
    private final Report report;

    Contest(Plan plan, ServerProcess gateway, Postgres database, Report report) {
        this.plan = plan;
        this.gateway = gateway;
        this.database = database;
        this.report = report;
    }

    /** Who takes part; what is to be done before each turn, which does not count; and in each. */
    record Side(String name, Runnable preparation, Work work, int expected) {}

    /** How a side did over all turns. */
    private static final class Score {
        private final List<Double> rates = new ArrayList<>();
        private long done;

        double rate() {
            double[] sorted = rates.stream().mapToDouble(each -> each).sorted().toArray();
            return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
        }
    }

    /**
     * Someone beside the gateway.
     *
     * @param goal what share of its rate is aimed at
     * @param compiles a JVM too, which is warmed up for as long as the gateway
     */
    record Rival(Side side, String goal, boolean compiles) {}

    /** Adds a line for each rival to the report, or one that says that there is none. */
    Result compare(String name, Side ours, List<Rival> rivals) throws Exception {
        System.out.println(name);
        warmUp(ours, plan.warmUp());
        Map<Rival, Score> theirs = new LinkedHashMap<>();
        for (Rival rival : rivals) {
            warmUp(rival.side(), rival.compiles() ? plan.warmUp() : plan.turn());
            theirs.put(rival, new Score());
        }
        Score mine = new Score();
        Cost cost = Cost.NOTHING;
        for (int i = 0; i < plan.turns(); i++) {
            Cost before = Cost.now(gateway, database);
            take(ours, mine);
            cost = cost.plus(Cost.now(gateway, database).since(before));
            for (Map.Entry<Rival, Score> each : theirs.entrySet()) {
                take(each.getKey().side(), each.getValue());
            }
        }
        Map<String, Double> ratios = new LinkedHashMap<>();
        String latency = millis(latency(name, ours, mine.rate()));
        for (Map.Entry<Rival, Score> each : theirs.entrySet()) {
            Rival rival = each.getKey();
            double rate = each.getValue().rate();
            latency(name, rival.side(), rate);
            ratios.put(rival.side().name(), mine.rate() / rate);
            report.row(
                    name,
                    perSecond(mine.rate()),
                    rival.side().name() + " " + perSecond(rate),
                    "%.2f".formatted(mine.rate() / rate),
                    rival.goal(),
                    latency,
                    cost.per((double) mine.done));
        }
        if (rivals.isEmpty()) {
            report.row(name, perSecond(mine.rate()), "left out", "-", "-", latency, cost.per((double) mine.done));
        }
        return new Result(mine.rate(), ratios);
    }

    private void warmUp(Side side, Duration time) throws Exception {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(plan.turn())) {
            side.preparation().run();
            Run run = Driver.atFullSpeed(side.work(), side.expected(), plan.turn());
            System.out.printf("  warming up %s: %s%n", side.name(), perSecond(run.rate()));
        }
    }

    private void take(Side side, Score score) throws Exception {
        side.preparation().run();
        Run run = Driver.atFullSpeed(side.work(), side.expected(), plan.turn());
        score.rates.add(run.rate());
        score.done += run.latency().getTotalCount();
        System.out.printf("  turn of %s: %s%n", side.name(), perSecond(run.rate()));
    }

    private Histogram latency(String name, Side side, double rate) throws Exception {
        side.preparation().run();
        Histogram latency = Driver.atRate(rate * LATENCY_LOAD, side.work(), side.expected(), plan.turn())
                .latency();
        report.curve(name, side.name(), latency);
        return latency;
    }

    static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%,.0f/s", rate);
    }

    static String millis(Histogram latency) {
        return String.join(
                " / ",
                Arrays.stream(new double[] {50, 99, 99.9})
                        .mapToObj(each -> "%.1f".formatted(latency.getValueAtPercentile(each) / 1e6))
                        .toList());
    }
}
