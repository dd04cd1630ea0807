package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby without the newest commits has taken over: the refresh token that it shows may be spent. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RolledBackLeaseTest {
    @Inject
    PostgresRefreshStore store;

    @Inject
    GenerationWatch generations;

    @Inject
    AgroalDataSource database;

    private TestingRows rows;
    private TestingTenant tenant;
    private ConnectionId id;
    private long generation;

    /** This replica has seen a later generation than the row has. */
    @BeforeEach
    void rollBack() {
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        id = new ConnectionId(tenant.tenant(), "default", UUID.fromString(column("uuid")));
        generation = Long.parseLong(column("generation"));
        generations.stored(id, generation + 1);
    }

    @AfterEach
    void allowMarks() {
        rows.change("DROP TRIGGER IF EXISTS no_marks ON connection_token");
        rows.change("DROP FUNCTION IF EXISTS no_marks");
    }

    private void refuseMarks() {
        rows.change("""
            CREATE FUNCTION no_marks() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'No marks'; END $$
            """);
        rows.change("""
            CREATE TRIGGER no_marks BEFORE UPDATE OF unsure ON connection_token
            FOR EACH ROW WHEN (NEW.tenant = '%s') EXECUTE FUNCTION no_marks()
            """.formatted(tenant.tenant()));
    }

    private String column(String expression) {
        return rows.value("SELECT " + expression + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private Lease leased() {
        Target target = new Target(id, tenant.integration(), generation);
        LeaseAnswer answer =
                await(store.lease(target, UUID.randomUUID(), Duration.ofSeconds(40), Duration.ofSeconds(15)));
        return ((LeaseAnswer.Leased) answer).lease();
    }

    @Test
    void theRowIsMarkedBeforeTheLeaseIsHandedOn() {
        Lease lease = leased();

        assertThat(column("unsure")).isEqualTo("t");
        assertThat(lease.unsure()).isTrue();
    }

    @Test
    void theLeaseIsInDoubtThoughTheRowCannotBeMarked() {
        refuseMarks();

        Lease lease = leased();

        assertThat(column("unsure")).isEqualTo("f");
        assertThat(lease.unsure()).isTrue();
    }

    @Test
    void whatCouldNotBeMarkedIsMarkedTheNextTime() {
        refuseMarks();
        Lease first = leased();
        allowMarks();
        await(store.release(first, false, 0, "unreachable").replaceWith(true));

        assertThat(leased().unsure()).isTrue();

        assertThat(column("unsure")).isEqualTo("t");
    }
}
