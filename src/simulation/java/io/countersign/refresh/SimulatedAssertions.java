package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What holds at every moment for connections that impersonate a user. */
final class SimulatedAssertions {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(6);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST_DOUBLINGS = 4;

    private final SimulatedTime time;
    private final SimulatedConsents consents;
    private final Map<UUID, Long> disconnectedAt = new HashMap<>();

    SimulatedAssertions(SimulatedTime time, SimulatedConsents consents) {
        this.time = time;
        this.consents = consents;
    }

    void leased(UUID attempt, SimulatedRow row) {
        holds(row);
        if (row.impersonates() && row.state == SimulatedRow.State.DISCONNECTED) {
            time.violation("I13: %s gets a lease of %s".formatted(attempt, row));
        }
    }

    /** I12: nothing is ever in doubt, and the background looks at no connection that waits for a consent. */
    void holds(SimulatedRow row) {
        if (row.impersonates() && (row.unsure || row.reason == ConsentReason.LOST_RESPONSE)) {
            time.violation("I12: %s is in doubt".formatted(row));
        }
        if (!row.mayBeDue() && row.dueAt != null) {
            time.violation("I12: %s is due although nobody asks".formatted(row));
        }
    }

    void disconnected(SimulatedRow row) {
        disconnectedAt.put(row.id.uuid(), time.now());
    }

    /** I13: no attempt connects what was disconnected after it began. */
    void stores(SimulatedRow row, Lease lease, long begunAt) {
        Long disconnected = disconnectedAt.get(row.id.uuid());
        if (row.state == SimulatedRow.State.DISCONNECTED || disconnected != null && begunAt < disconnected) {
            time.violation("I13: %s connects %s by a late answer".formatted(lease.attempt(), row));
        }
    }

    /** I14: a verdict is what DocuSign knew when it was asked for the scopes that were granted before. */
    void refused(Lease lease, SimulatedRow row, Refusal refusal) {
        if (!row.impersonates()) {
            return;
        }
        SimulatedConsents.Refusal said = consents.lastRefusal(lease.attempt());
        boolean isTrue = said != null
                && switch (refusal.reason()) {
                    case USER_GONE -> said.gone();
                    case CONSENT_REVOKED -> !said.gone() && !said.consented().containsAll(granted(row, said));
                    case LOST_RESPONSE, REFRESH_TOKEN_EXPIRED, SCOPES_MISSING -> false;
                };
        if (!isTrue) {
            time.violation("I14: %s is refused as %s, and DocuSign said %s".formatted(row, refusal, said));
        }
        int tries = row.state == SimulatedRow.State.ACTIVE ? 0 : row.failures;
        pauses(row, refusal.closedFor(), tries);
    }

    private static List<String> granted(SimulatedRow row, SimulatedConsents.Refusal said) {
        return row.scopes.isEmpty() ? said.asked() : row.scopes;
    }

    /** As {@link #refused}, where the state does not change by it. */
    void givenBack(SimulatedRow row, GivenBack how) {
        boolean refusedAgain = row.reason != null && row.reason.wireName().equals(how.error());
        if (row.impersonates() && (refusedAgain || how.error().equals(LastError.CONSENT_MISSING.wireName()))) {
            pauses(row, how.closedFor(), row.failures);
        }
    }

    /** I14: six seconds, doubling to a minute. Whoever ends the pause during a try makes the next one no longer. */
    private void pauses(SimulatedRow row, Duration pause, int tries) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
        Duration least = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        if (pause.compareTo(least) < 0 || pause.compareTo(LONGEST_PAUSE) > 0) {
            time.violation("I14: %s pauses for %s after %d refusals".formatted(row, pause, tries));
        }
    }
}
