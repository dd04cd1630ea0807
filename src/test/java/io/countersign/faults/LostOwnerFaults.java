package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One replica holds the lease and dies, stops, or is slow; the other one comes after it. */
class LostOwnerFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    /** Half of the deadline: time to break something before the answer comes, and time for the answer after it. */
    private static final Duration SLOW = Duration.ofMillis(1500);

    private static Installation vault;
    private static Api api;
    private Replica owner;
    private Replica other;
    private SeededConnection connection;

    @BeforeAll
    static void start() {
        vault = Installation.usual();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
        owner = vault.replica(0);
        other = vault.replica(1);
        connection = vault.seeds().connection(OLD);
    }

    @AfterEach
    void checkLogsAndTrail() {
        invariants().logsHoldNoSecrets().everyVerdictIsInTheTrail();
    }

    @Test
    @DisplayName("Row 2: the owner is killed before its request leaves")
    void nothingIsLostBeforeTheRequestLeaves() {
        // Given
        vault.toDocuSign(0).weather(Weather.FINE.withStall());
        api.tokenLater(owner, connection, Api.NEW);
        awaitLease();

        // When
        owner.kill();
        vault.toDocuSign(0).reset();

        // Then
        assertThat(calls()).isEmpty();
        api.tokenAtLast(other, connection, Api.NEW, 200);
        assertThat(calls()).hasSize(1);
        assertActive();
    }

    @Test
    @DisplayName("Row 3: the owner is killed after DocuSign's commit, in strict rotation")
    void aKilledOwnerLosesTheResponse() {
        killAfterDocuSignsCommit();

        // Then
        Answer refused = api.tokenAtLast(other, connection, Api.NEW, 409);
        assertThat(refused.member("reason").asText()).isEqualTo("lost_response");
        assertThat(api.token(other, connection).accessToken()).isEqualTo(connection.accessToken());
        assertThat(invariants().lost()).contains(connection.tenant());
    }

    @Test
    @DisplayName("Row 3: the owner is killed after DocuSign's commit, where the old token works on for a while")
    void aGraceRecoversWhatAKilledOwnerLost() {
        vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(2))));
        killAfterDocuSignsCommit();

        // Then
        api.tokenAtLast(other, connection, Api.NEW, 200);
        assertActive();
    }

    @Test
    @DisplayName("Row 5: an owner that was stopped comes back after another one has renewed")
    void aStoppedOwnerChangesNothingAfterItsSuccessor() {
        // Given
        vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(2))));
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, SLOW));
        vault.renewalUnderWay(owner, connection);

        // When
        owner.freeze();
        assertNotStored();
        String token = api.tokenAtLast(other, connection, Api.NEW, 200).accessToken();
        owner.thaw();

        // Then
        assertThat(api.tokenAtLast(owner, connection, Api.NEW, 200).accessToken())
                .isEqualTo(token);
        assertThat(generation()).isEqualTo(2);
        assertActive();
    }

    @Test
    @DisplayName("Row 5: an owner that was stopped with the answer in hand stores it although its lease ran out")
    void aStoppedOwnerStoresWhatItHas() {
        // Given
        holdTheAnswerBack();

        // When
        owner.freeze();
        Outage.lasts(vault.leaseAndPause());
        vault.toDatabase(0).heal();
        owner.thaw();

        // Then
        TestingWait.until("the late answer is stored", () -> generation() == 2);
        assertThat(calls()).hasSize(1);
        assertActive();
    }

    @Test
    @DisplayName("Row 6: another one is refused while the stopped owner holds the new token")
    void aLateAnswerRecovers() {
        // Given
        holdTheAnswerBack();
        owner.freeze();
        Answer refused = api.tokenAtLast(other, connection, Api.NEW, 409);
        assertThat(refused.member("reason").asText()).isEqualTo("lost_response");

        // When
        vault.toDatabase(0).heal();
        owner.thaw();

        // Then
        TestingWait.until("the late answer is stored", () -> generation() == 2);
        TestingWait.until("the trail says so", () -> events("connection.recovered") == 1);
        assertThat(api.tokenAtLast(other, connection, Api.NEW, 200).accessToken())
                .isNotEqualTo(connection.accessToken());
        assertThat(invariants().lost()).isEmpty();
        assertThat(vault.database()
                        .text("SELECT state || unsure FROM connection_token WHERE tenant = ?", connection.tenant()))
                .as("stored over the other's lease: until the next renewal it is in doubt")
                .isEqualTo("activetrue");
    }

    /** Asks the owner, and lets nothing of what it writes then reach the database. */
    private void holdTheAnswerBack() {
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, SLOW));
        vault.renewalUnderWay(owner, connection);
        vault.toDatabase(0).weather(Weather.FINE.withStall());
        assertThat(vault.docusign().oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        assertNotStored();
    }

    private void killAfterDocuSignsCommit() {
        // Given
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(2)));
        vault.renewalUnderWay(owner, connection);

        // When
        owner.kill();
        assertNotStored();
    }

    /** The fault came in time. */
    private void assertNotStored() {
        assertThat(generation()).as("generation when the owner was lost").isEqualTo(1);
    }

    private void awaitLease() {
        TestingWait.until(
                "the owner has the lease",
                () -> vault.database()
                                .number(
                                        "SELECT count(*) FROM connection_token WHERE tenant = ? AND lease_owner IS"
                                                + " NOT NULL",
                                        connection.tenant())
                        == 1);
    }

    private List<TokenCall> calls() {
        return invariants().calls();
    }

    private long generation() {
        return vault.database().number("SELECT generation FROM connection_token WHERE tenant = ?", connection.tenant());
    }

    private long events(String type) {
        return vault.database()
                .number("SELECT count(*) FROM audit_event WHERE tenant = ? AND type = ?", connection.tenant(), type);
    }

    private Invariants invariants() {
        return Invariants.of(vault, connection);
    }

    private void assertActive() {
        invariants().nothingIsLost();
    }
}
