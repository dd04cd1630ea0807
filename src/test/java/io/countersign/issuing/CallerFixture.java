package io.countersign.issuing;

import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/**
 * A connected tenant and a caller with an API key of its own: what was issued to that key is remembered, which it is
 * not for the operator's.
 */
abstract class CallerFixture {
    TestingTenant tenant;
    String caller;
    String key;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        caller = "caller-" + UUID.randomUUID().toString().substring(0, 13);
        key = TestingCaller.keyOf(caller, List.of(tenant.tenant()), "token:issue");
    }

    final ValidatableResponse token(Map<String, Object> body) {
        return TestingCaller.with(key)
                .body(body)
                .post(tenant.connection() + "/token")
                .then();
    }

    final String issued() {
        return token(Map.of()).statusCode(200).extract().path("access_token");
    }
}
