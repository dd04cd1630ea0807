package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.countersign.refresh.upkeep.DueQueue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that wait for one another while an operator adds a client secret. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresVerdictRaceTest {
    @Inject
    UpstreamGate gate;

    @Inject
    DueQueue queue;

    @Inject
    AgroalDataSource database;

    private TestingRows rows;
    private TestingTenant tenant;
    private long version;

    @BeforeEach
    void connect() {
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        version = rows.number("SELECT secrets_version FROM integration WHERE name = ?", tenant.integration());
        await(gate.noteVerdict(tenant.integration(), version));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private void change(Connection transaction, String sql, String value) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, value);
            statement.executeUpdate();
        }
    }

    private Connection begin() throws SQLException {
        Connection transaction = database.getConnection();
        transaction.setAutoCommit(false);
        return transaction;
    }

    /**
     * Begins the statement while another transaction holds what it needs, and lets that commit once the statement
     * waits.
     */
    private <T> T whileWaiting(Connection transaction, Uni<T> statement, String table) throws SQLException {
        CompletableFuture<T> answer = statement.subscribeAsCompletionStage();
        TestingWait.until(
                "the statement waits",
                () -> rows.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ?",
                                "%" + table + "%")
                        > 0);
        transaction.commit();
        transaction.setAutoCommit(true);
        return answer.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    /** As revive leaves it. */
    private void raise(Connection transaction) throws SQLException {
        change(
                transaction,
                "UPDATE upstream_gate SET secrets_version = secrets_version + 1 WHERE integration = ?",
                tenant.integration());
        change(
                transaction,
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?",
                tenant.integration());
    }

    @Test
    void aSlotThatWaitedForTheNewSecretIsOutdated() throws SQLException {
        try (Connection transaction = begin()) {
            raise(transaction);

            VerdictSlot slot = whileWaiting(
                    transaction,
                    gate.verdictSlot(tenant.integration(), UUID.randomUUID(), version, 5, Duration.ofMinutes(10)),
                    "upstream_gate");

            assertThat(slot).isEqualTo(VerdictSlot.OUTDATED);
        }
    }

    @Test
    void aNoteThatWaitedForTheNewSecretIsOutdated() throws SQLException {
        try (Connection transaction = begin()) {
            raise(transaction);

            assertThat(whileWaiting(transaction, gate.noteVerdict(tenant.integration(), version), "upstream_gate"))
                    .isFalse();
        }
    }

    @Test
    void aRefusedClientThatWaitedForTheNewSecretIsOutdated() throws SQLException {
        try (Connection transaction = begin()) {
            raise(transaction);

            UpstreamGate.ClientRefusal refusal = whileWaiting(
                    transaction,
                    gate.refuseClient(
                            tenant.integration(),
                            UUID.randomUUID(),
                            UpstreamGate.Flag.CLIENT_REFUSED,
                            version,
                            Duration.ofSeconds(30)),
                    "upstream_gate");

            assertThat(refusal).isEqualTo(UpstreamGate.ClientRefusal.OUTDATED);
        }
    }

    /** The statement that revives has begun already, and its snapshot shows the lease. */
    @Test
    void aVerdictThatIsWrittenWhileTheNewSecretIsSeenToIsRevived() throws SQLException {
        rows.change("UPDATE connection_token SET lease_owner = gen_random_uuid() WHERE tenant = ?", tenant.tenant());
        rows.change(
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", tenant.integration());
        try (Connection transaction = begin()) {
            change(transaction, """
                    UPDATE connection_token
                    SET state = 'consent_required', reason = 'consent_revoked', lease_owner = NULL, due_at = NULL
                    WHERE tenant = ?
                    """, tenant.tenant());

            whileWaiting(transaction, queue.revive(), "risen");

            assertThat(rows.value("SELECT due_at FROM connection_token WHERE tenant = ?", tenant.tenant()))
                    .isNotNull();
        }
    }

    @Test
    void whoHoldsALeaseIsLeftAlone() {
        String before = rows.value("SELECT due_at FROM connection_token WHERE tenant = ?", tenant.tenant());
        rows.change("UPDATE connection_token SET lease_owner = gen_random_uuid() WHERE tenant = ?", tenant.tenant());
        rows.change(
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", tenant.integration());

        await(queue.revive());

        assertThat(rows.value("SELECT due_at FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(before);
    }
}
