package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.caller.TestingCredentialSource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The database accepted the migrations and is away ever since. */
@QuarkusTest
@TestProfile(UnavailableDatabaseTest.Away.class)
@WithTestResource(UnavailableDatabaseTest.Unreachable.class)
class UnavailableDatabaseTest {
    /** Keeps this application apart from those that have a database. */
    public static final class Away implements QuarkusTestProfile {}

    /** Port 1 takes no connections. */
    public static final class Unreachable implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> configuration = new HashMap<>(TestDatabase.configurationOf(TestDatabase.create()));
            configuration.putAll(TestKeyring.configuration());
            configuration.put("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:1/away");
            return configuration;
        }

        @Override
        public void stop() {
            // The server ends with the JVM.
        }
    }

    @Test
    void grantsAccessWithoutAStatementWhereAFeatureBringsTheCaller() {
        with(TestingCredentialSource.KEY)
                .header(TestingCredentialSource.HEADER, "yes")
                .get("/testing/tenants/acme/token/issue")
                .then()
                .statusCode(200);
    }

    private static void assertUnavailable(Response response) {
        response.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "2")
                .body("type", equalTo("urn:countersign:problem:unavailable"));
    }

    @Test
    void doesNotCallAnUncheckedKeyWrong() {
        assertUnavailable(with(TestingCredentialSource.KEY).get("/v1/audit-events"));
    }

    @Test
    void refusesReadingAndWriting() {
        assertUnavailable(operator().get("/v1/audit-events"));
        assertUnavailable(operator().get("/v1/callers"));
        assertUnavailable(operator().body("{\"grants\":[]}").put("/v1/callers/away"));
    }
}
