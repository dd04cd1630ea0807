package io.countersign.connection;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A PUT of a connection changes what differs, and forgets what another integration told. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionPutTest {
    private static final Map<String, Object> SETTINGS = Map.of(
            "scopes", List.of("signature", "extended"),
            "expected_account_id", "an-account",
            "expected_email", "person@example.com");

    @Inject
    HeardChanges heard;

    private static String rowsOf(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT to_jsonb(t) || to_jsonb(c) FROM connection_token t JOIN connection c ON c.uuid = t.uuid"
                        + " WHERE t.tenant = ?",
                tenant.tenant());
    }

    private static ValidatableResponse move(TestingTenant tenant, TestingTenant to) {
        return operator()
                .body(Map.of("integration", to.integration()))
                .put(tenant.connection())
                .then();
    }

    private static String remembered(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT concat_ws(',', scopes, token_scope, user_sub, account_id, last_refreshed_at, last_error)"
                        + " FROM connection_token WHERE tenant = ?",
                tenant.tenant());
    }

    @Test
    void anIdenticalPutChangesNothing() {
        // Given
        TestingTenant tenant = TestingTenant.create(SETTINGS);
        String view = tenant.view().extract().asString();
        String rows = rowsOf(tenant);
        heard.forget();

        // When
        String answer = tenant.configure(SETTINGS).statusCode(200).extract().asString();
        Map<String, Object> withItsDefault = new LinkedHashMap<>(SETTINGS);
        withItsDefault.put("grant", "authorization_code");
        String same = tenant.configure(withItsDefault).statusCode(200).extract().asString();

        // Then
        assertThat(answer).isEqualTo(view);
        assertThat(same).isEqualTo(view);
        assertThat(rowsOf(tenant)).isEqualTo(rows);
        assertThat(TestingTrail.typesOf(tenant.tenant())).containsExactly("tenant.created", "connection.created");
        assertThat(heard.of(tenant.tenant())).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"scopes\": [\"extended\", \"signature\"], \"expected_account_id\": \"an-account\","
                        + " \"expected_email\": \"person@example.com\"",
                "\"scopes\": [\"signature\", \"extended\"], \"expected_account_id\": \"AN-ACCOUNT\","
                        + " \"expected_email\": \"person@example.com\"",
                "\"scopes\": [\"signature\", \"extended\"], \"expected_account_id\": \"an-account\"",
                "\"expected_account_id\": \"an-account\", \"expected_email\": \"person@example.com\"",
            })
    void whateverDiffersIsAChange(String settings) {
        TestingTenant tenant = TestingTenant.create(SETTINGS);
        String rows = rowsOf(tenant);
        heard.forget();

        operator()
                .body("{\"integration\": \"" + tenant.integration() + "\", " + settings + "}")
                .put(tenant.connection())
                .then()
                .statusCode(200);

        assertThat(rowsOf(tenant)).isNotEqualTo(rows);
        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("connection.updated");
        assertThat(heard.of(tenant.tenant())).isEqualTo(1);
    }

    /** What another app told says nothing about this one, and is not there when the connection comes back to it. */
    @Test
    void oneThatMovesToAnotherIntegrationForgetsWhatTheFormerTold() {
        // Given
        TestingTenant other = TestingTenant.create(Map.of());
        TestingTenant tenant = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET last_error = 'no_answer', last_refreshed_at = clock_timestamp()"
                        + " WHERE tenant = ?",
                tenant.tenant());
        String first = operator().delete(tenant.connection()).then().extract().asString();
        String before = remembered(tenant);

        // When nothing moves
        tenant.configure(Map.of("scopes", List.of("signature"))).statusCode(200);
        assertThat(remembered(tenant)).isEqualTo(before).isNotEmpty();

        // When it moves, and back
        move(tenant, other).statusCode(200).body("last_error", nullValue());
        move(tenant, tenant)
                .statusCode(200)
                .body("state", equalTo("disconnected"))
                .body("user", nullValue())
                .body("account", nullValue())
                .body("last_refreshed_at", nullValue())
                .body("last_error", nullValue());

        // Then
        assertThat(remembered(tenant)).isEmpty();
        assertThat(operator().delete(tenant.connection()).then().extract().asString())
                .isEqualTo(first);
    }
}
