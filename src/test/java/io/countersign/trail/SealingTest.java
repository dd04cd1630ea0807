package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.TestingVaultKey;
import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that seal the same trail make one chain, over all that it has, and from nothing that is not proven. */
class SealingTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    @Test
    void replicasThatSealAtOnceMakeOneChain() {
        TRAIL.record(2500);
        TRAIL.seal();
        TRAIL.empty();
        TRAIL.record(2500);

        TestingWait.answer(Uni.join()
                .all(TRAIL.sealing().sealAll(Duration.ZERO), TRAIL.sealing().sealAll(Duration.ZERO))
                .andFailFast());
        TRAIL.seal();

        assertThat(TRAIL.sql.rows(row -> row.getInt(1), "SELECT events FROM audit_seal ORDER BY number"))
                .isEqualTo(List.of(1000, 1000, 500));
        assertThat(TRAIL.verify().broken()).isNull();
        assertThat(TRAIL.figure("seal.number")).isEqualTo(3);
    }

    /** What commits late stands before what committed early, and is sealed before it. */
    @Test
    void noLateCommitIsLeftOut() {
        TRAIL.record(1);
        TRAIL.seal();
        TRAIL.sql.with((Connection late) -> {
            late.setAutoCommit(false);
            try (Statement statement = late.createStatement()) {
                statement.execute("INSERT INTO audit_event (type, actor) VALUES ('late', 'person')");
                TRAIL.record(1);
                TestingWait.answer(TRAIL.sealing().sealAll(Duration.ZERO));
                assertThat(TRAIL.sql.number("SELECT count(*) FROM audit_seal")).isEqualTo(1);
                late.commit();
            }
        });

        TRAIL.seal();

        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::events, Verification.Verified::broken)
                .containsExactly(2L, 3L, null);
    }

    @Test
    void aRestoredTrailIsSealedOn() {
        TRAIL.record(1);
        TRAIL.sql.run("""
                INSERT INTO audit_event (transaction, type, actor, occurred_at)
                VALUES ('1000000000000000', 'event.restored', 'person', 'infinity')
                """);
        TRAIL.seal();
        TRAIL.record(1);
        TRAIL.seal();

        assertThat(TRAIL.verify())
                .extracting(Verification.Verified::number, Verification.Verified::events, Verification.Verified::broken)
                .containsExactly(2L, 3L, null);
    }

    /** The key comes between the look for the tip and the seal that would go on from it. */
    @Test
    void nothingIsSealedFromARowThatNothingProves() {
        // Given
        TRAIL.threeSeals();
        TRAIL.record(1);
        TRAIL.asOwner("INSERT INTO audit_seal SELECT 9, 3, first_era, first_transaction, first_id, last_era,"
                + " last_transaction, last_id, 1, mac, sha256(mac), now() FROM audit_seal WHERE number = 3");
        KeptVaultKey key = TestingVaultKey.unread(TRAIL.pool);

        // When
        TRAIL.sql.with((Connection lock) -> {
            lock.setAutoCommit(false);
            try (Statement statement = lock.createStatement()) {
                statement.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Void> sealing =
                        TRAIL.sealing(key).sealAll(Duration.ZERO).subscribeAsCompletionStage();
                TestingWait.until("it waits for the events", () -> TRAIL.sql.number("""
                        SELECT count(*) FROM pg_locks WHERE relation = 'audit_event'::regclass AND NOT granted
                        """) == 1);
                TestingWait.answer(key.keyOrRead());
                lock.commit();
                sealing.join();
            }
        });

        // Then
        assertThat(TRAIL.sql.number("SELECT count(*) FROM audit_seal WHERE follows = 9"))
                .isZero();
        assertThat(TRAIL.figure("seal.number")).isNotEqualTo(9);
    }
}
