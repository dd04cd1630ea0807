package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a token costs the database when nothing is due, counted on the wire: one statement, authentication of the caller included. */
@QuarkusIntegrationTest
@WithTestResource(CountedDatabase.class)
class OneStatementIT {
    private static final int TOKENS = 20;
    /** Sequential requests reuse a pooled connection, but which one is the pool's affair: each must have prepared the statement. */
    private static final int WARM_UP = 60;

    WireCount wire;

    @Test
    void issuesATokenWithOneStatement() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("counting", List.of(tenant.tenant()), "token:issue");
        issue(tenant, key, WARM_UP);

        // When
        wire.reset();
        issue(tenant, key, TOKENS);

        // Then: Bind, Execute and Sync once each; no Parse, no BEGIN.
        assertThat(wire.sent()).isEqualTo(Map.of('B', TOKENS, 'E', TOKENS, 'S', TOKENS));
    }

    @Test
    void refusesAnUnknownKeyWithOneStatementToo() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("forgotten", List.of(tenant.tenant()), "token:issue");
        issue(tenant, key, WARM_UP);
        TestingCaller.operator().delete("/v1/callers/forgotten").then().statusCode(204);

        // When
        wire.reset();
        TestingCaller.with(key)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(401);

        // Then
        assertThat(wire.sent()).isEqualTo(Map.of('B', 1, 'E', 1, 'S', 1));
    }

    private static void issue(TestingTenant tenant, String key, int times) {
        IntStream.range(0, times)
                .forEach(i -> TestingCaller.with(key)
                        .body("{}")
                        .post(tenant.connection() + "/token")
                        .then()
                        .statusCode(200));
    }
}
