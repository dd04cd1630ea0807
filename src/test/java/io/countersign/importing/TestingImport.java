package io.countersign.importing;

import static io.countersign.TestingCaller.operator;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.IssuedTokens;
import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedUser;
import io.countersign.simulator.TokenCall;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A tenant that has consented nowhere here, and a person whose refresh token somebody else obtained for its app. */
record TestingImport(TestingTenant tenant, SimulatedUser person) {

    /** Without a pin, with a person who has as many accounts as names. */
    static TestingImport of(String... accounts) {
        return of(Map.of(), accounts);
    }

    static TestingImport of(Map<String, Object> settings, String... accounts) {
        return new TestingImport(TestingTenant.create(settings), somebody(accounts));
    }

    static SimulatedUser somebody(String... accounts) {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", accounts);
    }

    /** The same tenant with another person's token. */
    TestingImport with(SimulatedUser somebody) {
        return new TestingImport(tenant, somebody);
    }

    /** What DocuSign issued to somebody else. */
    String refreshToken(String... scopes) {
        Set<String> asked = scopes.length == 0 ? Set.of("signature", "extended") : Set.of(scopes);
        IssuedTokens tokens = TestDocuSign.simulator().grant(integrationKey(), person.sub(), asked);
        return Objects.requireNonNull(tokens.refreshToken());
    }

    private String integrationKey() {
        return new TestingRenewal(tenant).integrationKey();
    }

    ValidatableResponse send(String refreshToken) {
        return send(Map.of("refresh_token", refreshToken));
    }

    ValidatableResponse send(Map<String, ?> body) {
        return operator().body(body).post(tenant.connection() + "/import").then();
    }

    /** Confirms what is pending. */
    ValidatableResponse confirm(Map<String, String> more) {
        String id = tenant.view().extract().path("pending.consent_id");
        Map<String, String> body = new HashMap<>(more);
        body.put("consent_id", id);
        return operator().body(body).post(tenant.connection() + "/confirmation").then();
    }

    /** Confirms what waits as this person's at any tenant, with the first of their accounts. */
    void confirmFor(String otherTenant, String connection) {
        String path = "/v1/tenants/" + otherTenant + "/connections/" + connection;
        String consent = operator().get(path).then().extract().path("pending.consent_id");
        String account = TestDocuSign.accountIds(person).getFirst();
        operator()
                .body(Map.of("consent_id", consent, "account_id", account))
                .post(path + "/confirmation")
                .then()
                .statusCode(200);
    }

    /** DocuSign tells of one more account of this person's from now on. */
    void getsAnAccount() {
        List<SimulatedAccount> accounts = somebody("New account").accounts();
        TestDocuSign.simulator()
                .put(new SimulatedUser(
                        person.sub(),
                        person.name(),
                        person.givenName(),
                        person.familyName(),
                        person.email(),
                        person.created(),
                        accounts));
    }

    /** The refreshes that DocuSign has seen of its app. */
    List<TokenCall> refreshes() {
        return new TestingRenewal(tenant).refreshes();
    }

    /** Whether it has no end yet. */
    boolean isUnderWay() {
        return TestingSql.number("SELECT count(*) FROM imported_token WHERE tenant = ?", tenant.tenant()) > 0;
    }

    /** Lets so much time pass for the import, unless it is just being proven, that its turn has come. */
    void comesToItsTurn() {
        TestingSql.run("""
                UPDATE imported_token
                SET due_at = clock_timestamp(), held_until = '-infinity',
                    lease_until = lease_until - interval '1 hour',
                    calls = '{}'
                WHERE tenant = ? AND lease_owner IS NULL
                """, tenant.tenant());
    }
}
