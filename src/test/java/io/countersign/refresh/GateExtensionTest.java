package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.refresh.gate.UpstreamGate;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a probe whose call outlasts its turn may make a further one, with the second client secret. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class GateExtensionTest {
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration TURN = Duration.ofSeconds(10);

    @Inject
    PostgresRefreshRows refreshRows;

    @Inject
    UpstreamGate gate;

    @Inject
    AgroalDataSource database;

    private RefreshStore store;
    private TestingRows rows;
    private TestingTenant tenant;
    private Target target;

    @BeforeEach
    void connect() {
        store = new Leases(refreshRows, new BlindWitness());
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        UUID uuid = UUID.fromString(rows.value("SELECT uuid FROM connection_token WHERE tenant = ?", tenant.tenant()));
        long generation = rows.number("SELECT generation FROM connection_token WHERE tenant = ?", tenant.tenant());
        target = new Target(new ConnectionId(tenant.tenant(), "default", uuid), tenant.integration(), generation);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private LeaseAnswer ask(UUID attempt) {
        return await(store.lease(target, attempt, LEASE, Duration.ofSeconds(15)));
    }

    private void passes(Duration time) {
        rows.change(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                tenant.integration());
    }

    private void trip() {
        await(gate.trip(tenant.integration(), TURN).replaceWith(true));
    }

    private void probe(UUID attempt) {
        passes(TURN);
        assertThat(await(gate.probe(tenant.integration(), attempt, TURN))).isTrue();
    }

    private Lease leased(UUID attempt) {
        return ((LeaseAnswer.Leased) ask(attempt)).lease();
    }

    private Extension extend(Lease lease) {
        return await(store.extend(lease, LEASE, true));
    }

    private Lease probing() {
        UUID attempt = UUID.randomUUID();
        trip();
        probe(attempt);
        return leased(attempt);
    }

    @Test
    void aProbeGoesOnThoughAnotherHasItsTurn() {
        Lease first = probing();

        probe(UUID.randomUUID());

        assertThat(extend(first)).isEqualTo(new Extension.Extended());
    }

    @Test
    void notOnceAnotherProbeHasFailed() {
        Lease first = probing();
        probe(UUID.randomUUID());

        trip();

        assertThat(extend(first)).isInstanceOf(Extension.GateClosed.class);
    }

    @Test
    void norAgainstAPauseOfDocuSignsOwn() {
        Lease first = probing();
        probe(UUID.randomUUID());

        await(gate.pause(tenant.integration(), TURN).replaceWith(true));

        assertThat(extend(first)).isInstanceOf(Extension.GateClosed.class);
    }

    @Test
    void whoeverWasNoProbeWaitsForTheOneThatIs() {
        Lease lease = leased(UUID.randomUUID());
        trip();

        probe(UUID.randomUUID());

        assertThat(extend(lease)).isInstanceOf(Extension.GateClosed.class);
    }
}
