package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingProxy;
import io.countersign.caller.TestingCredentialSource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database accepted the migrations and is away ever since. */
@QuarkusTest
@TestProfile(UnavailableDatabaseTest.Away.class)
@WithTestResource(UnavailableDatabaseTest.Unreachable.class)
class UnavailableDatabaseTest {
    /** Keeps this application apart from those that have a database. */
    public static final class Away implements QuarkusTestProfile {}

    /** A way to the database that ends when the test says so. */
    public static final class Unreachable implements QuarkusTestResourceLifecycleManager {
        private volatile boolean away;
        private TestingProxy proxy;

        @Override
        public Map<String, String> start() {
            Map<String, String> configuration = new HashMap<>(TestDatabase.configurationOf(TestDatabase.create()));
            configuration.putAll(TestKeyring.configuration());
            URI database = URI.create(configuration.get("quarkus.datasource.reactive.url"));
            proxy = TestingProxy.before(database.getHost(), database.getPort(), this::copy, this::copy);
            configuration.put(
                    "quarkus.datasource.reactive.url",
                    "postgresql://127.0.0.1:%d%s".formatted(proxy.port(), database.getPath()));
            return configuration;
        }

        private void copy(InputStream from, OutputStream to) throws IOException {
            byte[] chunk = new byte[16 * 1024];
            for (int read = from.read(chunk); read >= 0 && !away; read = from.read(chunk)) {
                to.write(chunk, 0, read);
            }
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields((Runnable) this::cut, field -> field.getType() == Runnable.class);
        }

        private void cut() {
            away = true;
            proxy.close();
        }

        @Override
        public void stop() {
            proxy.close();
        }
    }

    Runnable databaseGoesAway;

    @BeforeEach
    void leave() {
        databaseGoesAway.run();
    }

    @Test
    void grantsAccessWithoutAStatementWhereAFeatureBringsTheCaller() {
        with(TestingCredentialSource.KEY)
                .header(TestingCredentialSource.HEADER, "yes")
                .get("/testing/tenants/acme/default/token/issue")
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
