package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.TokenCall;
import io.countersign.simulator.WrongSecretAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What three replicas send to DocuSign in all: while it asks for patience, is down, comes back, or does not know the
 * client any more.
 */
class GateFaults {
    private static final int PER_REPLICA = 15;
    private static final int PER_SECOND = 3 * PER_REPLICA;
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration LONG = Duration.ofHours(7);

    /** Of a machine with two cores that runs all of this. */
    private static final Duration NOISE = Duration.ofSeconds(1);

    @AutoClose
    private static Installation vault;

    private static Api api;

    @BeforeAll
    static void start() {
        vault = Plan.standard()
                .with("countersign.refresh.max-per-second", Integer.toString(PER_REPLICA))
                .with("countersign.refresh.background", "true")
                .start();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
    }

    @Test
    @DisplayName("Row 10: after 429 no replica takes a lease until Retry-After is over")
    void everyReplicaObeysRetryAfter() {
        // Given
        Duration pause = Duration.ofSeconds(5);
        List<SeededConnection> connections = vault.seeds().connections(200, OLD);
        vault.docusign().faults().once(Fault.tooManyRequests(FaultTarget.TOKEN_REFRESH, pause));

        // When
        List<CompletableFuture<Answer>> asked = everywhere(connections);
        TestingWait.until(
                "the gate is paused",
                () -> vault.database()
                                .number(
                                        "SELECT count(*) FROM upstream_gate WHERE integration = ? AND paused_until >"
                                                + " clock_timestamp()",
                                        vault.seeds().integration())
                        == 1);
        Instant until = vault.database()
                .rows(
                        row -> row.getTimestamp(1).toInstant(),
                        "SELECT paused_until FROM upstream_gate WHERE integration = ?",
                        vault.seeds().integration())
                .getFirst();
        Api.all(asked);
        connections.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));

        // Then: whoever had a lease by then may still send within its window, a sixth of the deadline.
        Instant from = until.minus(pause).plus(vault.windowForSending()).plus(NOISE);
        assertThat(new Invariants(vault, connections).nothingIsLost().calls())
                .noneMatch(call ->
                        call.receivedAt().isAfter(from) && call.receivedAt().isBefore(until));
    }

    @Test
    @DisplayName("Row 11: many tenants expire at once: calls stay below the cap, and others do not notice")
    void manyExpiriesStayBelowTheCap() {
        // Given
        List<SeededConnection> others = vault.seeds().connections(50, LONG);
        Duration alone = percentileOf(others);
        List<SeededConnection> expiring = vault.seeds().connections(600, OLD);

        // When
        vault.seeds().makeDue(expiring);
        TestingWait.until("the renewals have begun", () -> !callsOf(expiring).isEmpty());
        Duration beside = percentileOf(others);
        assertThat(callsOf(expiring)).as("still at it").hasSizeLessThan(600);
        awaitRenewed(expiring, Duration.ofSeconds(90));

        // Then
        assertThat(beside).isLessThan(alone.multipliedBy(2).plus(NOISE));
        assertThat(new Invariants(vault, expiring).mostCallsWithin(Duration.ofSeconds(5)))
                .isLessThanOrEqualTo(PER_SECOND * 5 + PER_SECOND);
        assertThat(new Invariants(vault, expiring)
                        .noTokenWasSpentTwiceAtOnce()
                        .nothingIsLost()
                        .calls())
                .hasSize(600);
    }

    @Test
    @DisplayName("Row 12: after an outage no peak, and requests before the background")
    void recoveryHasNoPeak() {
        // Given
        List<SeededConnection> idle = vault.seeds().connections(400, OLD);
        List<SeededConnection> wanted = vault.seeds().connections(60, OLD);
        vault.docusign().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        vault.seeds().makeDue(idle);
        try (Load load = Load.of(
                10,
                Duration.ofMillis(100),
                i -> api.token(vault.replica(i % 3), wanted.get(i % wanted.size()), Api.NEW))) {
            Outage.lasts(Duration.ofSeconds(12));
            assertThat(load.answers()).noneMatch(Answer::isOk);
        }

        // When
        vault.docusign().faults().clear();
        Instant healed = vault.docusign().clock().instant();
        List<CompletableFuture<Answer>> asked = everywhere(wanted);
        wanted.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));
        Duration waited = Duration.between(healed, vault.docusign().clock().instant());
        long renewedBefore = renewed(idle);
        Api.all(asked);
        awaitRenewed(idle, Duration.ofSeconds(180));

        // Then
        assertThat(waited).as("until requests had new tokens").isLessThan(Duration.ofSeconds(30));
        assertThat(renewedBefore).as("renewed by the background meanwhile").isLessThan(idle.size());
        assertThat(new Invariants(vault, idle).mostCallsWithin(Duration.ofSeconds(5)))
                .isLessThanOrEqualTo(PER_SECOND * 5 + PER_SECOND);
        new Invariants(vault, idle).nothingIsLost();
        new Invariants(vault, wanted).nothingIsLost();
    }

    @ParameterizedTest
    @EnumSource(WrongSecretAnswer.class)
    @DisplayName("Row 13: the client secret was changed at DocuSign")
    void aChangedSecretCostsNoTenantItsConsent(WrongSecretAnswer answer) {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(100, OLD);
        SimulatedClient client = vault.seeds().client();
        String old = client.secrets().iterator().next();
        vault.docusign().change(settings -> settings.withWrongSecretAnswer(answer));
        vault.docusign()
                .changeClient(
                        client.integrationKey(),
                        known -> known.withSecret("the-next-" + old).withoutSecret(old));

        // When
        Api.all(everywhere(connections));

        // Then
        assertThat(changed(connections)).isLessThanOrEqualTo(answer == WrongSecretAnswer.BARE_INVALID_GRANT ? 5 : 0);
        assertThat(vault.database()
                        .text(
                                "SELECT coalesce((SELECT flag FROM upstream_gate WHERE integration = i.name),"
                                        + " (SELECT 'verdicts' FROM verdict_count WHERE integration = i.name AND"
                                        + " flagged_by IS NOT NULL))"
                                        + " FROM integration i WHERE i.name = ?",
                                vault.seeds().integration()))
                .isIn("client_refused", "verdicts");

        // When
        assertThat(vault.operator()
                        .send(
                                vault.replica(0),
                                "POST",
                                vault.seeds().integrationPath() + "/client-secrets",
                                "{\"client_secret\":\"the-next-" + old + "\"}")
                        .isOk())
                .isTrue();

        // Then
        long added = System.nanoTime();
        connections.parallelStream().forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));
        assertThat(Duration.ofNanos(System.nanoTime() - added)).isLessThan(Duration.ofSeconds(60));
        assertThat(alerts()).isEqualTo(1);
        new Invariants(vault, connections).nothingIsLost().logsHoldNoSecrets();
    }

    private static long alerts() {
        String alert = "integration_flagged integration=" + vault.seeds().integration() + " ";
        return vault.replicas().stream()
                .flatMap(replica -> replica.written().lines())
                .filter(line -> line.contains(alert))
                .count();
    }

    private List<CompletableFuture<Answer>> everywhere(List<SeededConnection> connections) {
        return vault.replicas().stream()
                .flatMap(replica -> connections.stream().map(each -> api.tokenLater(replica, each, Api.NEW)))
                .toList();
    }

    private static void awaitRenewed(List<SeededConnection> connections, Duration patience) {
        TestingWait.until("all are renewed", patience, () -> renewed(connections) == connections.size());
    }

    private static long renewed(List<SeededConnection> connections) {
        return count("generation > 1 AND state = 'active'", connections);
    }

    private static long changed(List<SeededConnection> connections) {
        return count("state <> 'active'", connections);
    }

    private static long count(String condition, List<SeededConnection> connections) {
        return vault.database()
                .number("SELECT count(*) FROM connection_token WHERE tenant = ANY (?) AND " + condition, (Object)
                        connections.stream().map(SeededConnection::tenant).toArray(String[]::new));
    }

    private static List<TokenCall> callsOf(List<SeededConnection> connections) {
        return new Invariants(vault, connections).calls();
    }

    /** The 99th hundredth of the time that tokens take that need no renewal. */
    private static Duration percentileOf(List<SeededConnection> connections) {
        try (Load load = Load.of(
                4,
                Duration.ofMillis(10),
                i -> api.token(vault.replica(i % 3), connections.get(i % connections.size())))) {
            Outage.lasts(Duration.ofSeconds(4));
            assertThat(load.answers()).isNotEmpty().allMatch(Answer::isOk);
            return Load.percentile(load.answers(), 99);
        }
    }
}
