package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is over is removed, and nothing else. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentExpiryTest {
    @Inject
    ConsentExpiry expiry;

    @Test
    void removesAttemptsAndLinksThatAreLongOver() {
        // Given
        TestingTenant over = TestingTenant.create(Map.of());
        TestingTenant living = TestingTenant.create(Map.of());
        URI oldLink = over.link();
        TestingTenant.begin(new TestingBrowser(), living.link());
        TestingSql.run(
                "UPDATE consent_link SET expires_at = clock_timestamp() - interval '31 days' WHERE tenant = ?",
                over.tenant());

        // When
        expiry.run().await().indefinitely();

        // Then
        assertThat(new TestingBrowser().get(oldLink).statusCode()).isEqualTo(404);
        assertThat(count("consent_attempt", living)).isEqualTo(1);
        TestingSql.run("UPDATE consent_attempt SET expires_at = clock_timestamp() WHERE tenant = ?", living.tenant());
        expiry.run().await().indefinitely();
        assertThat(count("consent_attempt", living)).isZero();
        assertThat(count("consent_link", living)).isEqualTo(1);
    }

    private static long count(String table, TestingTenant tenant) {
        return TestingSql.number("SELECT count(*) FROM " + table + " WHERE tenant = ?", tenant.tenant());
    }
}
