package io.countersign.docusign;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Tells operators that DocuSign is away, by what becomes of this process' own calls: a metric, a line when it begins
 * and one when it ends. Nothing is decided by it: what goes easy on DocuSign is the gate.
 */
@ApplicationScoped
public class DocuSignReach {
    private static final String AWAY = "countersign.docusign.away";
    private static final Logger LOG = Logger.getLogger(DocuSignReach.class);

    private final MonotonicClock monotonic;
    private final InstantSource time;
    private final MeterRegistry registry;
    private final Map<Environment, Silence> silences = new EnumMap<>(Environment.class);
    private final List<Gauge> gauges = new ArrayList<>();

    DocuSignReach(MonotonicClock monotonic, InstantSource time, MeterRegistry registry) {
        this.monotonic = monotonic;
        this.time = time;
        this.registry = registry;
        for (Environment environment : Environment.values()) {
            gauges.add(Gauge.builder(AWAY, () -> isAway(environment) ? 1 : 0)
                    .tag("environment", environment.wireName())
                    .register(registry));
        }
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    /** Notes how a call ends; one that is given up says nothing. */
    <T> Uni<T> watch(Environment environment, Uni<T> calling, Function<T, Heard> heard) {
        return Uni.createFrom().deferred(() -> {
            long began = monotonic.nanoTime();
            return calling.invoke(answer -> note(environment, heard.apply(answer), began));
        });
    }

    /**
     * Ends what this process cannot see the end of, because it has not asked for long. To be called every few seconds.
     *
     * @param somethingWaits whether renewals are overdue, of whichever environment
     */
    public void look(boolean somethingWaits) {
        for (Environment environment : Environment.values()) {
            long now = monotonic.nanoTime();
            change(environment, silence -> silence.isOver(somethingWaits, now) ? Silence.NONE : silence);
        }
    }

    private void note(Environment environment, Heard heard, long began) {
        switch (heard) {
            case ANSWER -> change(environment, silence -> Silence.NONE);
            case SILENCE -> change(environment, silence -> silence.with(began, monotonic.nanoTime()));
            case NOTHING -> {}
        }
    }

    private synchronized boolean isAway(Environment environment) {
        return silences.getOrDefault(environment, Silence.NONE).away();
    }

    private synchronized void change(Environment environment, UnaryOperator<Silence> change) {
        Silence before = silences.getOrDefault(environment, Silence.NONE);
        Silence after = change.apply(before);
        silences.put(environment, after);
        if (after.away() && !before.away()) {
            tellBegin(environment, after);
        } else if (before.away() && !after.away()) {
            tellEnd(environment, before);
        }
    }

    private void tellBegin(Environment environment, Silence silence) {
        Duration lasted = silence.lasted(monotonic.nanoTime());
        LOG.errorf(
                "docusign_away environment=%s since=%s: DocuSign has answered none of this replica's last %d calls."
                        + " Access tokens that are still valid are issued as ever; what is due waits, and is renewed"
                        + " when DocuSign is back. Nothing is to be done here, unless DocuSign's status page"
                        + " shows no outage: then look at the way there (DNS, egress, proxy). See"
                        + " docs/runbooks/docusign-down.md. The next line about it says that it is over.",
                environment.wireName(), time.instant().minus(lasted).truncatedTo(ChronoUnit.SECONDS), silence.calls());
    }

    private void tellEnd(Environment environment, Silence silence) {
        LOG.infof(
                "docusign_back environment=%s seconds=%d: DocuSign answers again, or this replica has not had to ask."
                        + " What was due meanwhile is renewed by itself; countersign_refresh_overdue says how much of"
                        + " it is left.",
                environment.wireName(), silence.lasted(monotonic.nanoTime()).toSeconds());
    }
}
