package io.countersign.faults;

import io.countersign.monitoring.Recording;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scrapes all replicas as Prometheus does by the PodMonitor, and keeps what the rules ask for: with the labels that
 * Prometheus adds, {@code up}, and without the answers to anything but requests for tokens, which would be most of it.
 */
final class MetricsRecorder implements AutoCloseable {
    /** A series, and its value. */
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)$");

    private final List<Replica> replicas;
    private final Set<String> metrics;
    private final Recording recording;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metrics-recorder").factory());

    /**
     * Begins.
     *
     * @param metrics the names of what is kept
     */
    MetricsRecorder(String drill, List<Replica> replicas, Duration every, Set<String> metrics) {
        this.replicas = replicas;
        this.metrics = metrics;
        this.recording = new Recording(drill, every);
        var unused = clock.scheduleAtFixedRate(this::scrape, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many scrapes there were. */
    synchronized int rounds() {
        return recording.rounds();
    }

    /** What was recorded so far, as a test in which these alerts fire and no others. */
    synchronized String test(Set<String> alerts) {
        return recording.toPromtool(alerts);
    }

    /** The names of all metrics that any replica has told, kept or not. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    private void scrape() {
        Map<String, Double> samples = new HashMap<>();
        for (int i = 0; i < replicas.size(); i++) {
            String target = "job=\"countersign\",namespace=\"countersign\",pod=\"countersign-" + i + "\"";
            var told = replicas.get(i).metrics();
            samples.put("up{" + target + "}", told.isPresent() ? 1.0 : 0.0);
            told.ifPresent(text -> text.lines().forEach(line -> keep(line, target, samples)));
        }
        synchronized (this) {
            recording.add(samples);
        }
    }

    private void keep(String line, String target, Map<String, Double> samples) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            return;
        }
        seen.add(sample.group(1));
        if (!metrics.contains(sample.group(1))) {
            return;
        }
        String labels = sample.group(2) == null ? "" : sample.group(2);
        if (sample.group(1).startsWith("http_server_requests") && !labels.contains("/token\"")) {
            return;
        }
        String all = labels.isEmpty() || labels.endsWith(",") ? labels + target : labels + "," + target;
        samples.put(sample.group(1) + "{" + all + "}", Double.parseDouble(sample.group(3)));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
