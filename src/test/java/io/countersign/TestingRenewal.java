package io.countersign;

import io.countersign.simulator.OracleLog;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;

/**
 * What tests of renewals move and look at: one tenant's row, and its integration's calls at DocuSign. Time passes in
 * the row alone, because the database's clock is the one that judges.
 */
public record TestingRenewal(TestingTenant tenant) {
    private static final String ACCESS_TOKEN_LIFE = "PT8H";

    /** Lets time pass for the connection, its due time included, and for a pause of its integration. */
    public void passes(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        TestingSql.run("""
                UPDATE connection_token
                SET access_expires_at = access_expires_at - make_interval(secs => ?),
                    refresh_expires_at = refresh_expires_at - make_interval(secs => ?),
                    lease_until = lease_until - make_interval(secs => ?),
                        held_until = held_until - make_interval(secs => ?),
                    due_at = due_at - make_interval(secs => ?),
                        unknown_since = unknown_since - make_interval(secs => ?),
                    calls = (SELECT coalesce(array_agg(c - make_interval(secs => ?) ORDER BY n), '{}')
                             FROM unnest(calls) WITH ORDINALITY AS u (c, n))
                WHERE tenant = ?
                """, seconds, seconds, seconds, seconds, seconds, seconds, seconds, tenant.tenant());
        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?) WHERE integration = ?",
                seconds,
                tenant.integration());
    }

    /** Lets so much time pass that a new access token has that much left. */
    public void passesUntilLeft(Duration left) {
        passes(Duration.parse(ACCESS_TOKEN_LIFE).minus(left));
    }

    /** A column of the connection's row. */
    public <T> T stored(Class<T> type, String column) {
        return TestingSql.value(type, "SELECT " + column + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    /** The refreshes that DocuSign has seen of this integration, the oldest first. */
    public List<TokenCall> refreshes() {
        return calls("refresh_token");
    }

    /** The id of the refresh token that the first consent brought, as {@link OracleLog} has it. */
    public String consentedRefreshToken() {
        return calls("authorization_code").getFirst().issuedRefreshToken();
    }

    /** The integration's key at DocuSign. */
    public String integrationKey() {
        return TestingCaller.operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .statusCode(200)
                .extract()
                .path("integration_key");
    }

    /** The person takes the consent back at DocuSign. */
    public void revokeConsent() {
        String person = tenant.view().extract().path("user.sub");
        TestDocuSign.simulator().revokeConsent(integrationKey(), person);
    }

    private List<TokenCall> calls(String grant) {
        String key = integrationKey();
        return TestDocuSign.simulator().oracle().calls().stream()
                .filter(call -> key.equals(call.clientId()) && call.grant().equals(grant))
                .toList();
    }
}
