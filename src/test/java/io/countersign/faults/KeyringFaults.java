package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestKeyring;
import io.countersign.TestingWait;
import io.countersign.simulator.TokenCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replica lacks a key with which another one wraps. */
class KeyringFaults {
    private static final String LATE = "late";
    private static final Path KEYS = Path.of(TestKeyring.configuration().get("countersign.keyring.directory"));

    @TempDir
    Path more;

    private Installation vault;

    @BeforeEach
    void start() throws IOException {
        Files.copy(KEYS.resolve("test"), more.resolve("test"), StandardCopyOption.COPY_ATTRIBUTES);
        TestKeyring.write(more.resolve(LATE));
        vault = Plan.standard()
                .replicas(2)
                .with("countersign.refresh.background", "true")
                .start();
    }

    @AfterEach
    void end() throws IOException {
        if (vault != null) {
            vault.close();
        }
        Files.deleteIfExists(KEYS.resolve(LATE));
    }

    @Test
    @DisplayName("Beside a replica that lacks a key, the other one renews 40 of 40 at once")
    void aReplicaThatLacksAKeyHoldsNothing() throws IOException {
        // Given
        Replica good = vault.replica(0);
        Replica bad = vault.replica(1);
        List<SeededConnection> connections = vault.seeds().connections(40, Duration.ofSeconds(500));
        good.terminate();
        good.awaitEnd();
        good.set("countersign.keyring.directory", more.toString());
        good.set("countersign.keyring.primary", LATE);
        good.start();
        good.awaitReady();
        vault.seeds().rewrap(connections, new Seals(more, LATE));

        // When: the one without the key finds them first.
        good.freeze();
        vault.seeds().makeDue(connections);
        TestingWait.until(
                "the readiness says that a key is lacking",
                Duration.ofSeconds(30),
                () -> !bad.isReady() && bad.metric("countersign_refresh_claims_total") > 0);
        good.thaw();

        // Then
        Invariants invariants = new Invariants(vault, connections);
        TestingWait.until(
                "40 of 40 are renewed",
                Duration.ofSeconds(20),
                () -> vault.database().number("SELECT count(*) FROM connection_token WHERE generation = 2") == 40);
        assertThat(invariants.calls()).hasSize(40).allMatch(TokenCall::isIssued);
        assertThat(bad.isReady()).isFalse();
        assertThat(bad.written()).containsOnlyOnce("keyring_key_missing key=late");
        assertThat(vault.service().token(bad, connections.getFirst()).status()).isEqualTo(503);

        // When
        Files.copy(more.resolve(LATE), KEYS.resolve(LATE), StandardCopyOption.COPY_ATTRIBUTES);

        // Then
        bad.awaitReady();
        assertThat(vault.service().token(bad, connections.getFirst()).isOk()).isTrue();
        invariants.logsHoldNoSecrets();
    }
}
