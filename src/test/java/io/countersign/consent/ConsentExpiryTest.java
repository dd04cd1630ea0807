package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.grant.PendingGrantExpiryRun;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is over is removed, and nothing else. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentExpiryTest {
    @Inject
    Pool pool;

    @Inject
    ConsentExpiry expiry;

    @Inject
    PendingGrantExpiryRun pendingGrants;

    @Test
    void removesAttemptsAndLinksThatAreLongOver() {
        // Given
        TestingTenant over = TestingTenant.create(Map.of());
        TestingTenant living = TestingTenant.create(Map.of());
        URI oldLink = over.link();
        TestingTenant.begin(new TestingBrowser(), living.link());
        execute("UPDATE consent_link SET expires_at = clock_timestamp() - interval '31 days' WHERE tenant = $1", over);

        // When
        expiry.run().await().indefinitely();

        // Then
        assertThat(new TestingBrowser().get(oldLink).statusCode()).isEqualTo(404);
        assertThat(count("consent_attempt", living)).isEqualTo(1);
        execute("UPDATE consent_attempt SET expires_at = clock_timestamp() WHERE tenant = $1", living);
        expiry.run().await().indefinitely();
        assertThat(count("consent_attempt", living)).isZero();
        assertThat(count("consent_link", living)).isEqualTo(1);
    }

    @Test
    void destroysAGrantThatNobodyConfirmed() {
        // Given
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of());
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        tenant.view().body("state", equalTo("awaiting_confirmation"));
        execute("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = $1", tenant);

        // When
        pendingGrants.run();

        // Then
        assertThat(count("pending_grant", tenant)).isZero();
        tenant.view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("connection.pending-expired");
    }

    private void execute(String statement, TestingTenant tenant) {
        pool.preparedQuery(statement).execute(Tuple.of(tenant.tenant())).await().indefinitely();
    }

    private long count(String table, TestingTenant tenant) {
        return pool.preparedQuery("SELECT count(*) FROM " + table + " WHERE tenant = $1")
                .execute(Tuple.of(tenant.tenant()))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }
}
