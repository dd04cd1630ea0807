package io.countersign.security;

import static io.countersign.TestingCaller.with;

import io.countersign.TestIssuer;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.caller.IdentifiedCaller;
import io.countersign.crypto.ForgedTokens;
import io.countersign.oauth.StandardsClient;
import io.restassured.response.ValidatableResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Callers that have a JWT in place of a key, whose credentials are none, or that ask too often. */
final class CallersInUse {
    private static final int REPORTS_HEEDED = 3;

    private final SecureRandom random = new SecureRandom();
    private final TestingTenant tenant;
    private final BiConsumer<String, String> secrets;

    private CallersInUse(TestingTenant tenant, BiConsumer<String, String> secrets) {
        this.tenant = tenant;
        this.secrets = secrets;
    }

    /** Lets all of them ask for that tenant's tokens, and hands on what they show by what it is. */
    static void ask(TestingTenant tenant, BiConsumer<String, String> secrets) {
        CallersInUse callers = new CallersInUse(tenant, secrets);
        callers.jwts();
        callers.keysThatAreNone();
        callers.moreThanIsHeeded();
    }

    /** One that is let in, one that is nobody's, and two that are not valid: what reads JWTs likes to tell of those. */
    private void jwts() {
        IdentifiedCaller caller = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");
        String own = caller.token();
        add("JWT that is let in", own);
        issue(own).statusCode(200);
        exchange(own).statusCode(200);
        with(own).get("/v1/integrations").then().statusCode(403);

        String nobodys = TestIssuer.token(UUID.randomUUID().toString());
        String forged = own.substring(0, own.lastIndexOf('.') + 1) + nobodys.substring(nobodys.lastIndexOf('.') + 1);
        for (String jwt : List.of(nobodys, TestIssuer.endedToken("nobody"), forged)) {
            add("JWT", jwt);
            issue(jwt).statusCode(401);
            exchange(jwt).statusCode(400);
        }
        String away = TestIssuer.tokenOfWhoIsAway("nobody");
        add("JWT of who is away", away);
        issue(away).statusCode(503);
        exchange(away).statusCode(503);
    }

    /** In both places: unknown, of another secret, not made by us, and over. */
    private void keysThatAreNone() {
        String right = TestingCaller.keyOf("right-" + UUID.randomUUID(), List.of(tenant.tenant()), "token:issue");
        for (String key : List.of(
                ForgedTokens.unknown("csk_", random), ForgedTokens.withAnotherSecret(right, random), right + "0")) {
            secrets.accept("key that is none", key);
            issue(key).statusCode(401);
            StandardsClient.post(
                            "/oauth/token",
                            StandardsClient.basic("right", key),
                            Map.of("grant_type", "client_credentials", "resource", StandardsClient.urn(tenant)))
                    .statusCode(401);
        }
    }

    /** Until it is 429. */
    private void moreThanIsHeeded() {
        for (int i = 0; i <= REPORTS_HEEDED; i++) {
            String token = tenant.accessToken(Map.of());
            secrets.accept("access token that was reported", token);
            TestingCaller.operator()
                    .body(Map.of("access_token", token))
                    .post(tenant.connection() + "/token/rejected")
                    .then()
                    .statusCode(i < REPORTS_HEEDED ? 202 : 429);
        }
    }

    private void add(String name, String jwt) {
        secrets.accept(name, jwt);
        String[] parts = jwt.split("\\.", 3);
        secrets.accept("claims of a " + name, parts[1]);
        secrets.accept("signature of a " + name, parts[2]);
    }

    private ValidatableResponse issue(String credential) {
        return with(credential).body("{}").post(tenant.connection() + "/token").then();
    }

    private ValidatableResponse exchange(String jwt) {
        return StandardsClient.post(
                "/oauth/token",
                null,
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:jwt",
                        "subject_token",
                        jwt,
                        "resource",
                        StandardsClient.urn(tenant)));
    }
}
