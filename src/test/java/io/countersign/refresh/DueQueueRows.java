package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.upkeep.DueQueue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A due queue over the connections of one integration, and what a test may do to them behind the port. The first is
 * {@code default}, a second due.
 */
interface DueQueueRows {

    /**
     * What a row says of its next attempt; times are counted from now, and null stands for none or for one that has
     * passed.
     */
    record Row(
            @Nullable Duration dueIn,
            @Nullable Duration closedFor,
            @Nullable Duration heldFor,
            int failures) {}

    DueQueue queue();

    UpstreamGate gate();

    String integration();

    /** Ends the gate's pause. */
    void pauseEnds();

    long secretsVersion();

    /** Gives the integration one more client secret. */
    void addSecret();

    /** Makes {@code more-1}, {@code more-2} and so on, each a second longer due than the one before. */
    void connections(int count);

    Target target(String name);

    Row row(String name);

    void due(String name, @Nullable Duration in);

    /** As a column has it: {@code consent_required}. */
    void state(String name, String state, @Nullable ConsentReason reason);

    /** Closes it for that long: a back-off after so many failures, or somebody's lease. */
    void close(String name, Duration duration, int failures, boolean owned, boolean unsure);

    void hold(String name, Duration duration);

    /** As a write of tokens does it. */
    void count(String name);

    /** Another connection of the same name and generation takes its place, due in that time. */
    void replace(String name, Duration in);

    void refreshTokenLasts(String name, Duration left);

    /** The days of the warnings that were recorded, oldest first. */
    List<String> warnings(String name);
}
