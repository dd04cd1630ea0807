package io.countersign.connection;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every field of the connection's endpoints, bad: 422 that names it. {@code ~} stands for the integration's name,
 * {@code ^} for NUL.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionInputTest {

    /** One tenant for all bad bodies, made when the first needs it. */
    private static final class Shared {
        private static TestingTenant made;

        static synchronized TestingTenant tenant() {
            if (made == null) {
                made = TestingTenant.create(Map.of());
            }
            return made;
        }
    }

    private static String body(String template) {
        return template.replace('\'', '"')
                .replace("~", Shared.tenant().integration())
                .replace("^", "\\u0000")
                .replace("LONG", "x".repeat(300));
    }

    private static void assertNames(Response answer, String field) {
        answer.then().statusCode(422).contentType("application/problem+json");
        assertThat(answer.jsonPath().getList("errors.field", String.class)).containsExactly(field);
        assertThat(answer.asString()).doesNotContain("Exception", "io.countersign", "xxxxxxxx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integration         | {}",
                "integration         | {'integration': null}",
                "integration         | {'integration': ''}",
                "integration         | {'integration': 7}",
                "integration         | {'integration': ['~']}",
                "integration         | {'integration': 'no-such-integration'}",
                "integration         | {'integration': 'Not A Name'}",
                "integration         | {'integration': '^'}",
                "integration         | {'integration': '~^'}",
                "integration         | {'integration': 'LONG'}",
                "grant               | {'integration': '~', 'grant': 'password'}",
                "grant               | {'integration': '~', 'grant': ''}",
                "grant               | {'integration': '~', 'grant': true}",
                "grant               | {'integration': '~', 'grant': '^'}",
                "scopes              | {'integration': '~', 'scopes': []}",
                "scopes              | {'integration': '~', 'scopes': 'signature extended'}",
                "scopes              | {'integration': '~', 'scopes': {}}",
                "scopes[0]           | {'integration': '~', 'scopes': [null]}",
                "scopes[0]           | {'integration': '~', 'scopes': ['']}",
                "scopes[0]           | {'integration': '~', 'scopes': ['signature extended']}",
                "scopes[0]           | {'integration': '~', 'scopes': ['^']}",
                "scopes[0]           | {'integration': '~', 'scopes': ['\u00fc']}",
                "scopes[0]           | {'integration': '~', 'scopes': ['LONG']}",
                "scopes[1]           | {'integration': '~', 'scopes': ['signature', 7]}",
                "expected_account_id | {'integration': '~', 'expected_account_id': ''}",
                "expected_account_id | {'integration': '~', 'expected_account_id': 7}",
                "expected_account_id | {'integration': '~', 'expected_account_id': '^'}",
                "expected_account_id | {'integration': '~', 'expected_account_id': 'a b'}",
                "expected_account_id | {'integration': '~', 'expected_account_id': 'LONG'}",
                "expected_email      | {'integration': '~', 'expected_email': ''}",
                "expected_email      | {'integration': '~', 'expected_email': 'nobody'}",
                "expected_email      | {'integration': '~', 'expected_email': 'a@b@c'}",
                "expected_email      | {'integration': '~', 'expected_email': 'a @b'}",
                "expected_email      | {'integration': '~', 'expected_email': '^@b.example'}",
                "expected_email      | {'integration': '~', 'expected_email': 'LONG@b.example'}",
                "expected_email      | {'integration': '~', 'expected_email': []}",
                "user_id             | {'integration': '~', 'user_id': '0b1d7c6a-2a53-4d31-9a55-7f0b2c1d9e44'}",
                "user_id             | {'integration': '~', 'grant': 'jwt_bearer', 'user_id': 'ann'}",
                "user_id             | {'integration': '~', 'grant': 'jwt_bearer', 'user_id': 7}",
                "user_id             | {'integration': '~', 'grant': 'jwt_bearer', 'user_id': ''}",
                "tenant              | {'integration': '~', 'tenant': 'x'}",
                "access_token        | {'integration': '~', 'access_token': 'x'}",
                "expectedEmail       | {'integration': '~', 'expectedEmail': 'a@b.example'}",
            })
    void badSettingsAreNamed(String field, String template) {
        Response answer = operator().body(body(template)).put(Shared.tenant().connection());

        assertNames(answer, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consent_id | {}",
                "consent_id | {'consent_id': null}",
                "consent_id | {'consent_id': ''}",
                "consent_id | {'consent_id': 7}",
                "consent_id | {'consent_id': 'LONG'}",
                "account_id | {'consent_id': 'x', 'account_id': ''}",
                "account_id | {'consent_id': 'x', 'account_id': 7}",
                "account_id | {'consent_id': 'x', 'account_id': 'LONG'}",
                "account    | {'consent_id': 'x', 'account': 'x'}",
            })
    void badConfirmationsAreNamed(String field, String template) {
        assertNames(operator().body(body(template)).post(Shared.tenant().connection() + "/confirmation"), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-1-1-1-1", "00000000-0000-0000-0000-000000000000"})
    void aConsentThatIsNotPendingIsAConflict(String consentId) {
        operator()
                .body("{\"consent_id\": \"" + consentId + "\", \"account_id\": \"y\"}")
                .post(Shared.tenant().connection() + "/confirmation")
                .then()
                .statusCode(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expires_in | {'expires_in': 59}",
                "expires_in | {'expires_in': -1}",
                "expires_in | {'expires_in': 2592001}",
                "expires_in | {'expires_in': 99999999999999999999}",
                "expires_in | {'expires_in': 60.5}",
                "expires_in | {'expires_in': '600'}",
                "expires_in | {'expires_in': true}",
                "return_url | {'return_url': 7}",
                "return_url | {'return_url': ''}",
                "return_url | {'return_url': '^'}",
                "return_url | {'return_url': 'LONG'}",
                "expires_at | {'expires_at': 600}",
            })
    void badLinksAreNamed(String field, String template) {
        assertNames(operator().body(body(template)).post(Shared.tenant().connection() + "/consent-links"), field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min_ttl_seconds | {'min_ttl_seconds': -1}",
                "min_ttl_seconds | {'min_ttl_seconds': 27001}",
                "min_ttl_seconds | {'min_ttl_seconds': 99999999999}",
                "min_ttl_seconds | {'min_ttl_seconds': 1.5}",
                "min_ttl_seconds | {'min_ttl_seconds': '600'}",
                "min_ttl_seconds | {'min_ttl_seconds': []}",
                "minTtlSeconds   | {'minTtlSeconds': 600}",
            })
    void badTokenRequestsAreNamed(String field, String template) {
        assertNames(operator().body(body(template)).post(Shared.tenant().connection() + "/token"), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%FF", "UPPER", "a_b", "-a", "a%2Fb", "%F0%9F%A6%84", "a%20b", "%27;--"})
    void namesThatCouldBeNoneAreNotFound(String name) {
        String tenant = Shared.tenant().tenant();
        for (String path : new String[] {
            "/v1/tenants/" + name + "/connections/default", "/v1/tenants/" + tenant + "/connections/" + name
        }) {
            for (Response answer : new Response[] {
                operator().urlEncodingEnabled(false).get(path),
                operator().urlEncodingEnabled(false).delete(path),
                operator().urlEncodingEnabled(false).body("{}").post(path + "/token"),
                operator().urlEncodingEnabled(false).body("{}").post(path + "/consent-links"),
                operator()
                        .urlEncodingEnabled(false)
                        .body("{\"consent_id\":\"x\"}")
                        .post(path + "/confirmation")
            }) {
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
            }
            assertThat(operator()
                            .urlEncodingEnabled(false)
                            .body(body("{'integration': '~'}"))
                            .put(path)
                            .statusCode())
                    .as(path)
                    .isIn(404, 422);
        }
        assertThat(operator()
                        .urlEncodingEnabled(false)
                        .get("/v1/tenants/" + name + "/connections")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=%00", "after=UPPER", "after=%FF", "limit=0", "limit=1001", "limit=x"})
    void badQueriesAreNamed(String query) {
        assertNames(
                operator()
                        .urlEncodingEnabled(false)
                        .get("/v1/tenants/" + Shared.tenant().tenant() + "/connections?" + query),
                query.substring(0, query.indexOf('=')));
    }

    @Test
    void connectionsAreListedInPages() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        for (String name : new String[] {"b", "a"}) {
            operator()
                    .body(Map.of("integration", tenant.integration()))
                    .put("/v1/tenants/" + tenant.tenant() + "/connections/" + name)
                    .then()
                    .statusCode(201);
        }
        String list = "/v1/tenants/" + tenant.tenant() + "/connections";

        var first = operator()
                .get(list + "?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var second = operator()
                .get(list + "?limit=2&after=" + first.getString("next"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(first.getList("items.connection", String.class)).containsExactly("a", "b");
        assertThat(second.getList("items.connection", String.class)).containsExactly("default");
        assertThat(second.getString("next")).isNull();
    }
}
