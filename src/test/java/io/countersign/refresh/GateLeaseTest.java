package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.refresh.UpstreamGate.Flag;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a lease through a gate that is not open. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class GateLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    @Inject
    PostgresRefreshStore store;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    AgroalDataSource database;

    private TestingRows rows;
    private TestingTenant tenant;
    private Target target;

    @BeforeEach
    void connect() {
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

    private LeaseAnswer ask() {
        return ask(UUID.randomUUID());
    }

    private void passes(Duration time) {
        rows.change(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                tenant.integration());
    }

    private void refuseClient() {
        long version = rows.number("SELECT secrets_version FROM integration WHERE name = ?", tenant.integration());
        await(gate.refuseClient(tenant.integration(), UUID.randomUUID(), Flag.CLIENT_REFUSED, version, PAUSE));
    }

    private void addSecret() {
        rows.change(
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", tenant.integration());
    }

    @Test
    void afterATripOneAttemptAtATime() {
        await(gate.trip(tenant.integration(), Duration.ofSeconds(10)).replaceWith(true));
        assertThat(ask()).isInstanceOf(LeaseAnswer.Paused.class);
        passes(Duration.ofSeconds(10));
        assertThat(ask()).isEqualTo(new LeaseAnswer.ProbeDue(tenant.integration()));
        UUID prober = UUID.randomUUID();

        await(gate.probe(tenant.integration(), prober, Duration.ofSeconds(10)));

        assertThat(ask()).isInstanceOf(LeaseAnswer.Paused.class);
        assertThat(((LeaseAnswer.Leased) ask(prober)).lease().marked()).isTrue();
    }

    @Test
    void anOpenGateLeavesNoMark() {
        await(gate.trip(tenant.integration(), Duration.ofSeconds(10)).replaceWith(true));
        await(gate.open(tenant.integration()).replaceWith(true));

        assertThat(((LeaseAnswer.Leased) ask()).lease().marked()).isFalse();
    }

    @Test
    void aNewSecretEndsTheClientsPauseAtOnce() {
        refuseClient();
        assertThat(ask()).isInstanceOf(LeaseAnswer.Paused.class);

        addSecret();

        assertThat(((LeaseAnswer.Leased) ask()).lease().marked()).isTrue();
    }

    @Test
    void aNewSecretEndsNoPauseThatDocuSignAskedFor() {
        refuseClient();
        await(gate.pause(tenant.integration(), PAUSE).replaceWith(true));

        addSecret();

        assertThat(ask()).isInstanceOf(LeaseAnswer.Paused.class);
    }

    @Test
    void aNewSecretThatDoesNotHelpLeavesTheGateToProbes() {
        refuseClient();
        addSecret();
        await(gate.trip(tenant.integration(), Duration.ofSeconds(10)).replaceWith(true));
        passes(PAUSE);

        assertThat(ask()).isEqualTo(new LeaseAnswer.ProbeDue(tenant.integration()));
    }

    @Test
    void aConnectionThatRestsIsNoProbe() {
        await(gate.trip(tenant.integration(), Duration.ZERO).replaceWith(true));
        rows.change(
                "UPDATE connection_token SET lease_until = clock_timestamp() + interval '6 s' WHERE tenant = ?",
                tenant.tenant());

        assertThat(ask()).isInstanceOf(LeaseAnswer.Closed.class);
    }
}
