package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Keyset;
import io.countersign.refresh.ImportedTokens.Outcome;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An import whose process is killed after each of its steps; another process goes on with it. */
class SimulatedImportStoriesTest {
    private static final String TENANT = "tenant";

    private final Logger engine = Logger.getLogger("io.countersign.refresh");
    private final SimulatedTime time = new SimulatedTime(1, true);
    private final SimulatedCluster cluster = new SimulatedCluster(
            time,
            SimulatedFaults.none(time),
            new RotationMode.Strict(),
            new Mutation(),
            Keyset.generate(),
            0,
            SimulatedTime.SECOND);
    private String own = "";
    private String brought = "";

    @BeforeEach
    void connect() {
        engine.setLevel(Level.OFF);
        cluster.world.provider().secrets.add("secret");
        cluster.world.gates().app(Simulation.INTEGRATION).secrets.add("secret");
        cluster.create(TENANT, true);
        cluster.consent(TENANT, 0);
        own = String.valueOf(connection().refreshToken);
        cluster.start(2);
        brought = cluster.obtain(TENANT, false);
    }

    @AfterEach
    void loud() {
        engine.setLevel(null);
    }

    /** After what a process is killed, and what becomes of its import. */
    enum Step {
        INSERTED(story -> story.imported() != null, Outcome.ACTIVE),
        LEASED(story -> story.is(row -> row.leaseOwner != null), Outcome.ACTIVE),
        SENT(story -> story.cluster.world.history().calls() > 0, Outcome.REFUSED),
        GRANTED(story -> story.cluster.world.provider().calls > 0, Outcome.REFUSED),
        /** Its store is on its way, and arrives or does not. */
        ANSWERED(story -> !story.cluster.world.history().reached.isEmpty(), null),
        STORED(story -> story.is(row -> row.generation > 0), Outcome.ACTIVE),
        USER_TOLD(story -> story.cluster.world.history().imports.told() > 0, Outcome.ACTIVE),
        JUDGED(story -> story.imported() == null && story.connection().importId != null, Outcome.ACTIVE);

        private final Predicate<SimulatedImportStoriesTest> done;
        private final @Nullable Outcome outcome;

        Step(Predicate<SimulatedImportStoriesTest> done, @Nullable Outcome outcome) {
            this.done = done;
            this.outcome = outcome;
        }
    }

    private SimulatedRow connection() {
        return Objects.requireNonNull(cluster.world.rows().named(TENANT, "default"));
    }

    private @Nullable SimulatedImport imported() {
        return cluster.world.imports().of(connection());
    }

    private boolean is(Predicate<SimulatedImport> standing) {
        SimulatedImport imported = imported();
        return imported != null && standing.test(imported);
    }

    private void bring(int replica) {
        cluster.replicas
                .get(replica)
                .importing()
                .bring(TENANT, brought)
                .subscribe()
                .with(done -> {});
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsLeftGoesOn(Step step) {
        bring(0);
        runUntil(10, () -> step.done.test(this));
        assertThat(step.done.test(this)).isTrue();

        cluster.replicas.getFirst().crash();
        runUntil(180, () -> imported() == null);

        assertThat(time.violations()).isEmpty();
        assertThat(imported()).isNull();
        SimulatedImports.Hash hash =
                Objects.requireNonNull(cluster.world.imports().former(brought));
        boolean granted = hash.fate() == SimulatedImports.Fate.GRANTED;
        assertThat(granted).isEqualTo(step.outcome == null ? granted : step.outcome == Outcome.ACTIVE);
        if (granted) {
            assertThat(connection().importId).isEqualTo(hash.importId());
            assertThat(cluster.world.provider().accepts(connection().refreshToken))
                    .isTrue();
        } else {
            assertThat(connection().lastError).isEqualTo("lost_response");
            assertThat(connection().refreshToken).isEqualTo(own);
            assertThat(connection().state).isEqualTo(SimulatedRow.State.ACTIVE);
        }
    }

    /** However the first ends, it is the only one that is sent. */
    @Test
    void theSameTokenIsSentOnce() {
        bring(0);
        bring(1);
        runUntil(60, () -> false);
        bring(1);
        runUntil(60, () -> false);

        assertThat(time.violations()).isEmpty();
        assertThat(cluster.world.provider().calls).isEqualTo(1);
        assertThat(connection().importId).isNotNull();
    }

    @Test
    void aTokenThatIsDeadLeavesTheConnectionAsItIs() {
        cluster.world.provider().refresh(brought, "secret");
        bring(0);
        runUntil(60, () -> false);

        assertThat(time.violations()).isEmpty();
        assertThat(connection().lastError).isEqualTo("import_refused");
        assertThat(connection().refreshToken).isEqualTo(own);
        assertThat(cluster.world.imports().former(brought))
                .as("it may be brought again")
                .isNull();
    }

    @Test
    void aDisconnectDuringAnImportIsTheLastWord() {
        bring(0);
        runUntil(10, () -> cluster.world.provider().calls > 0);
        cluster.world.rows().disconnect(TENANT, "default");
        runUntil(60, () -> false);

        assertThat(time.violations()).isEmpty();
        assertThat(connection().state).isEqualTo(SimulatedRow.State.DISCONNECTED);
        assertThat(connection().refreshToken).isNull();
        assertThat(Objects.requireNonNull(cluster.world.imports().former(brought))
                        .fate())
                .isEqualTo(SimulatedImports.Fate.LOST);
    }

    /**
     * The first process is told whose it is, and stopped; the access token ends; the second one spends the refresh
     * token, and dies; the third one empties its lease. Then the first one judges.
     */
    @Test
    void tokensThatMayBeSpentDisplaceNothing() {
        SimulatedReplica first = cluster.replicas.getFirst();
        SimulatedReplica second = cluster.replicas.get(1);
        cluster.world.provider().accessLife = Duration.ofSeconds(20);
        bring(0);
        runUntil(10, () -> cluster.world.history().imports.asked() > 0);
        first.stop();
        SimulatedImport imported = Objects.requireNonNull(imported());
        imported.dueAt = imported.accessExpiresAt + SimulatedTime.SECOND;
        runUntil(60, () -> cluster.world.provider().calls > 1);
        second.crash();
        runUntil(30, () -> false);
        second.start();
        runUntil(60, () -> imported.leaseOwner == null);

        first.proceed();
        runUntil(120, () -> "lost_response".equals(imported.lastError));

        assertThat(time.violations()).isEmpty();
        assertThat(connection().refreshToken).isEqualTo(own);
        assertThat(imported.lastError).isEqualTo("lost_response");
        assertThat(imported()).as("what was granted is kept").isEqualTo(imported);
    }

    private void runUntil(int seconds, BooleanSupplier enough) {
        time.runUntil(time.now() + seconds * SimulatedTime.SECOND, enough);
    }
}
