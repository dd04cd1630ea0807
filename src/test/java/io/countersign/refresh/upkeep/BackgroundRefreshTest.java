package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.refresh.FakePulse;
import io.countersign.refresh.RefreshTimes;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BackgroundRefreshTest {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final Duration TURN = Duration.ofMillis(100);

    /** An engine whose renewals end when the test says so. */
    private static final class FakeTurns implements BackgroundRefresh.Turns {
        final Map<Target, CompletableFuture<Renewal>> begun = new LinkedHashMap<>();
        final Deque<Duration> waits = new ArrayDeque<>();
        boolean able = true;

        @Override
        public boolean able() {
            return able;
        }

        @Override
        public Duration untilFree(String integration) {
            return waits.isEmpty() ? Duration.ZERO : waits.remove();
        }

        @Override
        public Uni<Renewal> renew(Target target) {
            CompletableFuture<Renewal> renewal = new CompletableFuture<>();
            begun.put(target, renewal);
            return Uni.createFrom().completionStage(renewal);
        }

        List<String> integrations() {
            return begun.keySet().stream().map(Target::integration).toList();
        }

        void end(int count, Renewal renewal) {
            List<Target> open = new ArrayList<>(begun.keySet());
            open.removeIf(target -> begun.get(target).isDone());
            open.subList(0, count).forEach(target -> begun.get(target).complete(renewal));
        }
    }

    private final FakeDueQueue queue = new FakeDueQueue();
    private final FakeTurns turns = new FakeTurns();
    private final FakePulse pulse = new FakePulse();

    private final BackgroundRefresh background = new BackgroundRefresh(
            queue, turns, pulse, 3, 8, new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)));

    private void tick() {
        background.tick().await().atMost(Duration.ofSeconds(5));
    }

    @Test
    void beginsWithWhatIsDue() {
        queue.due("app", 2);

        tick();

        assertThat(queue.log).containsExactly("claim 3 8 [] 120");
        assertThat(turns.begun).hasSize(2);
        assertThat(background.underWay()).isEqualTo(2);
    }

    @Test
    void asksAgainForAnIntegrationWhenLessThanASecondsWorthIsUnderWay() {
        queue.due("app", 10);

        tick();
        tick();
        assertThat(turns.begun).hasSize(3);
        assertThat(queue.log).last().isEqualTo("claim 3 5 [app] 120");

        turns.end(1, new Renewal.Renewed());
        tick();
        assertThat(queue.log).last().isEqualTo("claim 3 6 [] 120");
        assertThat(turns.begun).hasSize(6);
    }

    @Test
    void neverHasMoreUnderWayThanThereIsRoomFor() {
        queue.due("first", 3).due("second", 3).due("third", 3);

        tick();
        assertThat(turns.begun).hasSize(8);
        tick();
        assertThat(queue.log).hasSize(1);

        turns.end(2, new Renewal.Failed());
        tick();
        assertThat(queue.log).last().asString().startsWith("claim 2 2 ");
        assertThat(turns.begun).hasSize(9);
    }

    @Test
    void oneIntegrationDoesNotWaitForTheOther() {
        queue.due("first", 3).due("second", 1);

        tick();

        assertThat(turns.integrations()).containsExactly("first", "first", "first", "second");
    }

    @Test
    void waitsForATurnThatNobodyHasTaken() {
        queue.due("app", 2);
        turns.waits.addAll(List.of(Duration.ZERO, TURN, TURN));

        tick();

        assertThat(pulse.waits).containsExactly(TURN, TURN);
        assertThat(turns.begun).hasSize(2);
    }

    /** Requests take all the turns: by now somebody else may have claimed it. */
    @Test
    void givesUpWhatItClaimedTooLongAgo() {
        queue.due("app", 2);
        turns.waits.addAll(List.of(AHEAD, TURN, TURN));

        tick();

        assertThat(turns.begun).isEmpty();
        assertThat(pulse.waits).containsExactly(AHEAD, TURN);
        assertThat(background.underWay()).isZero();
    }

    @Test
    void putsBackWhatCouldNotBeTried() {
        queue.due("app", 1);
        tick();

        turns.end(1, new Renewal.NotBefore(Duration.ofSeconds(10)));

        assertThat(queue.log).contains("put back app-0 10");
        assertThat(background.underWay()).isZero();
    }

    @Test
    void leavesAloneWhatWasTried() {
        queue.due("app", 3).due("other", 3);
        tick();

        turns.end(1, new Renewal.Renewed());
        turns.end(1, new Renewal.Superseded());
        turns.end(1, new Renewal.Failed());
        turns.end(
                1, new Renewal.ConsentRequired(io.countersign.connection.ConsentReason.CONSENT_REVOKED, Duration.ZERO));

        assertThat(queue.log).hasSize(1);
        assertThat(background.underWay()).isEqualTo(2);
    }

    /** It may die: then the row is due when its lease ends, and not when this claim does. */
    @Test
    void putsBackWhatAnotherReplicaIsAt() {
        queue.due("app", 1);
        tick();

        turns.end(1, new Renewal.Elsewhere());

        assertThat(queue.log).contains("put back app-0 40");
        assertThat(background.underWay()).isZero();
    }

    @Test
    void goesOnAfterARenewalThatBroke() {
        queue.due("app", 1);
        tick();

        turns.begun.values().iterator().next().completeExceptionally(new IllegalStateException("broken"));

        assertThat(background.underWay()).isZero();
    }

    @Test
    void goesOnAfterAClaimThatFailed() {
        queue.away = true;
        assertThatThrownBy(this::tick).hasMessage("The database is away");

        queue.away = false;
        queue.due("app", 1);
        tick();

        assertThat(turns.begun).hasSize(1);
    }

    @Test
    void beginsNothingAfterItWasStopped() {
        queue.due("app", 1);

        background.stop();
        tick();

        assertThat(queue.log).isEmpty();
    }

    @Test
    void claimsNothingWhileItLacksAKey() {
        queue.due("app", 1);
        turns.able = false;

        tick();
        assertThat(queue.log).isEmpty();

        turns.able = true;
        tick();
        assertThat(turns.begun).hasSize(1);
    }

    /** It met the first one that it cannot open: whoever can has the rest at once. */
    @Test
    void putsBackWhatItHasClaimedWhenItFindsThatItLacksAKey() {
        queue.due("app", 3);
        turns.waits.addAll(List.of(Duration.ZERO, TURN));
        pulse.during(() -> turns.able = false);

        tick();

        assertThat(turns.begun).hasSize(1);
        assertThat(queue.log).contains("put back app-1 0", "put back app-2 0");
        assertThat(background.underWay()).isEqualTo(1);
    }

    @Test
    void beginsNotEvenWhatItHasClaimedAlready() {
        queue.due("app", 2);
        turns.waits.addAll(List.of(Duration.ZERO, TURN));
        pulse.during(background::stop);

        tick();

        assertThat(turns.begun).hasSize(1);
        assertThat(background.underWay()).isEqualTo(1);
    }
}
