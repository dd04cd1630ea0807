package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.refresh.Target;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * A connected tenant with something sealed in every column that it can have: besides its own connection one that waits
 * for a confirmation, one whose import is not proven, one whose import is proven and belongs to no account yet, and a
 * consent under way.
 */
record SealedScene(TestingTenant tenant) {

    void fill() {
        put("pending");
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(TestingTenant.allowed(browser, link("pending"), newPerson()))
                        .statusCode())
                .isEqualTo(200);
        put("imported");
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        send("imported", "Only account").statusCode(202);
        put("proven");
        send("proven").statusCode(409);
        put("begun");
        TestingTenant.begin(new TestingBrowser(), link("begun"));
    }

    private ValidatableResponse send(String connection, String... accounts) {
        String user = TestDocuSign.person(UUID.randomUUID() + "@example.com", accounts)
                .sub();
        String token = TestDocuSign.simulator()
                .grant(new TestingRenewal(tenant).integrationKey(), user, Set.of("signature", "extended"))
                .refreshToken();
        comesToItsTurn();
        return operator()
                .body(Map.of("refresh_token", Objects.requireNonNull(token)))
                .post(path(connection) + "/import")
                .then();
    }

    /** Ends all pauses: of the imports, and of their integration. */
    void comesToItsTurn() {
        TestingSql.run("""
                UPDATE imported_token SET held_until = '-infinity', lease_until = '-infinity', calls = '{}'
                WHERE tenant = ? AND lease_owner IS NULL
                """, tenant.tenant());
        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = '-infinity' WHERE integration = ?", tenant.integration());
    }

    private String path(String connection) {
        return "/v1/tenants/" + tenant.tenant() + "/connections/" + connection;
    }

    private void put(String connection) {
        operator()
                .body(Map.of("integration", tenant.integration()))
                .put(path(connection))
                .then()
                .statusCode(201);
    }

    URI link(String connection) {
        return URI.create(operator()
                .body("{}")
                .post(path(connection) + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
    }

    static String newPerson() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        return email;
    }

    ValidatableResponse confirm() {
        String consent =
                operator().get(path("pending")).then().statusCode(200).extract().path("pending.consent_id");
        return operator()
                .body(Map.of("consent_id", consent))
                .post(path("pending") + "/confirmation")
                .then();
    }

    ConnectionId id(String connection) {
        return new ConnectionId(tenant.tenant(), connection, importColumn("uuid", connection));
    }

    UUID importOf(String connection) {
        return importColumn("import_id", connection);
    }

    /** To be proven. */
    Target target(String connection) {
        return new Target(new ConnectionId(tenant.tenant(), connection, importOf(connection)), tenant.integration(), 0);
    }

    private UUID importColumn(String column, String connection) {
        return TestingSql.value(
                UUID.class,
                "SELECT " + column + " FROM imported_token WHERE tenant = ? AND connection = ?",
                tenant.tenant(),
                connection);
    }
}
