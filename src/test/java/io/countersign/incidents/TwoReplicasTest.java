package io.countersign.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.countersign.refresh.TestingReplica;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Public incidents of others in which two processes spent one refresh token. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TwoReplicasTest extends IncidentFixture {
    private final TestingReplica a = TestingReplica.start();
    private final TestingReplica b = TestingReplica.start();

    /**
     * Keycloak CVE-2026-1035: the check whether a refresh token was used and the mark that it is were two steps, and
     * parallel requests passed between them. Here check and mark are one statement, which looks again after it waited
     * for the row.
     */
    @Test
    void keycloakCve20261035() {
        Target target = TestingReplica.read(tenant);
        a.stop();
        b.stop();
        CompletableFuture<Renewal> one;
        CompletableFuture<Renewal> other;
        try (TestingLock lock = TestingLock.on(ROW, tenant.tenant())) {
            one = a.ask(target);
            other = b.ask(target);
            lock.awaitWaiting(2);
        }

        assertThat(end(CompletableFuture.anyOf(one, other))).isEqualTo(new Renewal.Elsewhere());

        a.goOn();
        b.goOn();
        assertThat(List.of(end(one), end(other)))
                .containsExactlyInAnyOrder(new Renewal.Renewed(), new Renewal.Elsewhere());
        assertThat(renewal.refreshes()).hasSize(1);
    }

    /**
     * cloudflare/workers-sdk#15089: reading the token file, refreshing and writing it were not locked across processes;
     * the loser ended the chain until somebody logged in again. Here the lease is in the row: the others wait and get
     * the winner's token.
     */
    @Test
    void wrangler15089() {
        Target target = TestingReplica.read(tenant);
        a.stop();
        CompletableFuture<Renewal> winner = a.ask(target);
        a.awaitAnswer();

        assertThat(end(b.ask(target))).isEqualTo(new Renewal.Elsewhere());
        CompletableFuture<String> request =
                CompletableFuture.supplyAsync(() -> tenant.accessToken(INSISTING), Thread::startVirtualThread);
        a.goOn();

        assertThat(end(winner)).isEqualTo(new Renewal.Renewed());
        assertThat(end(request)).isEqualTo(tenant.accessToken(INSISTING));
        assertThat(renewal.refreshes()).hasSize(1);
    }

    /**
     * airbytehq/airbyte#82783: an operation ran with the configuration as it was when the operation was made; another
     * had rotated the refresh token since. Here the lease statement reads the row, and grants nothing for a generation
     * that is not stored any more.
     */
    @Test
    void airbyte82783() {
        Target snapshot = TestingReplica.read(tenant);
        a.stop();
        CompletableFuture<Renewal> first = a.ask(snapshot);
        a.awaitAnswer();
        assertThat(end(b.ask(snapshot))).isEqualTo(new Renewal.Elsewhere());
        a.goOn();
        assertThat(end(first)).isEqualTo(new Renewal.Renewed());

        itIsDueAgain();

        assertThat(end(b.ask(snapshot))).isEqualTo(new Renewal.Superseded());
        assertThat(renewal.refreshes()).hasSize(1);
    }

    /**
     * PrefectHQ/fastmcp#4264: a client that refreshed from two machines presented on one what had been rotated on the
     * other, and had to register anew. Here the other replica presents what the one brought, even where DocuSign would
     * kill the whole family for a reuse.
     */
    @Test
    void fastmcp4264() {
        rotation(new RotationMode.FamilyRevoked());
        for (int i = 0; i < 3; i++) {
            renewOn(a, b);
            renewOn(b, a);
        }

        List<TokenCall> refreshes = renewal.refreshes();
        assertThat(refreshes).hasSize(6).allMatch(TokenCall::isIssued).matches(IncidentFixture::isChain);
        assertThat(refreshes.stream().map(TokenCall::presentedRefreshToken)).doesNotHaveDuplicates();
        assertThat(TestDocuSign.simulator()
                        .isRefreshTokenUsable(refreshes.getLast().issuedRefreshToken()))
                .isTrue();
    }

    private void renewOn(TestingReplica replica, TestingReplica late) {
        Target target = TestingReplica.read(tenant);
        assertThat(end(replica.ask(target))).isEqualTo(new Renewal.Renewed());
        itIsDueAgain();
        assertThat(end(late.ask(target))).isEqualTo(new Renewal.Superseded());
    }
}
