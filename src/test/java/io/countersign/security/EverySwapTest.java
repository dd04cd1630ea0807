package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestingBrowser;
import io.countersign.TestingMetrics;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.Proof;
import io.countersign.refresh.Proofs;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every pair of one tenant's sealed columns in the database; {@code crypto.EveryPlaceTest} has the other places. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class EverySwapTest {
    private static final Duration WAIT = Duration.ofSeconds(8);

    @Inject
    Proofs proofs;

    @Inject
    ImportedTokens imported;

    private SealedScene scene;
    private TestingTenant tenant;
    private TestingRenewal renewal;

    /** All under one keyset: the seal alone knows its column. */
    @Test
    void noColumnTakesTheSealOfAnother() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        scene = new SealedScene(tenant);
        scene.fill();
        Map<SealedColumn, byte[]> sealed = new EnumMap<>(SealedColumn.class);
        for (SealedColumn column : SealedColumn.values()) {
            sealed.put(column, column.read(tenant));
        }
        double unreadable = unreadable();
        int sent = renewal.refreshes().size();
        int swaps = 0;
        for (SealedColumn column : sealed.keySet()) {
            if (column == SealedColumn.CLIENT_SECRET) {
                continue; // Is a source only: SwappedRowsIT has what is sealed for an integration.
            }
            for (Map.Entry<SealedColumn, byte[]> other : sealed.entrySet()) {
                if (other.getKey() != column) {
                    assertRefused(column, other.getValue());
                    swaps++;
                }
            }
            column.write(tenant, sealed.get(column));
        }

        assertThat(swaps).isEqualTo(7 * 7);
        assertThat(unreadable()).isGreaterThanOrEqualTo(unreadable + swaps);
        assertThat(renewal.refreshes()).as("nothing was sent").hasSize(sent);
        assertEachOpensWhereItBelongs();
    }

    private void assertEachOpensWhereItBelongs() {
        tenant.view().body("state", equalTo("active"));
        renewal.passes(Duration.ofHours(8));
        assertThat(tenant.accessToken(Map.of())).isNotEmpty();
        scene.confirm().statusCode(200).body("state", equalTo("active"));
        assertThat(proof()).isInstanceOf(Proof.Proven.class);
        assertThat(TestingWait.answer(imported.read(scene.id("proven"), scene.importOf("proven"))))
                .isPresent();
    }

    private static double unreadable() {
        return TestingMetrics.all()
                .lines()
                .filter(line -> line.startsWith("countersign_keyring_unreadable_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void assertRefused(SealedColumn column, byte[] other) {
        switch (column) {
            case CODE_VERIFIER -> {
                TestingBrowser browser = new TestingBrowser();
                URI callback = TestingTenant.allowed(browser, scene.link("begun"), SealedScene.newPerson());
                column.write(tenant, other);
                assertThat(browser.get(callback).statusCode()).isEqualTo(503);
            }
            case REFRESH_TOKEN -> {
                column.write(tenant, other);
                renewal.passes(Duration.ofHours(8));
                Incident.is(tenant.token(Map.of()));
            }
            case ACCESS_TOKEN -> {
                column.write(tenant, other);
                Incident.is(tenant.token(Map.of()));
            }
            case PENDING_ACCESS_TOKEN, PENDING_REFRESH_TOKEN -> {
                column.write(tenant, other);
                Incident.is(scene.confirm());
            }
            case IMPORTED_REFRESH_TOKEN -> {
                column.write(tenant, other);
                assertThat(proof())
                        .isInstanceOfSatisfying(
                                Proof.Unproven.class,
                                held -> assertThat(held.retryAfter()).isGreaterThan(Duration.ofMinutes(9)));
            }
            case PROVEN_ACCESS_TOKEN -> {
                column.write(tenant, other);
                assertThatThrownBy(
                                () -> TestingWait.answer(imported.read(scene.id("proven"), scene.importOf("proven"))))
                        .isInstanceOf(UnreadableSecretException.class);
            }
            case CLIENT_SECRET -> throw new IllegalArgumentException("is the integration's");
        }
    }

    private Proof proof() {
        scene.comesToItsTurn();
        return TestingWait.answer(proofs.prove(scene.target("imported"), WAIT));
    }
}
