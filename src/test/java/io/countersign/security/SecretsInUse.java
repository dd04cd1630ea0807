package io.countersign.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestKeyring;
import io.countersign.TestingBrowser;
import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.integration.TestingPem;
import io.countersign.oauth.StandardsClient;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.SimulatedUser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sends every kind of secret through the application and remembers each, as needles for a search. */
final class SecretsInUse {
    private final List<Needle> needles = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();

    private SecretsInUse() {}

    /**
     * What was done.
     *
     * @param secrets that went through the application
     * @param answers what it told of it: refusals, metrics, health, the trail and the like, by what they are
     */
    record Used(List<Needle> secrets, Map<String, String> answers) {}

    /**
     * Consents, renews and impersonates, in both environments; waits for a confirmation, breaks off in the middle and
     * sends secrets to the wrong place. Callers with keys, with JWTs and with what is neither; and an operator who
     * rotates keys and reads the trail.
     */
    static Used all() {
        SecretsInUse secrets = new SecretsInUse();
        try (RefusalsSeen refusals = RefusalsSeen.begin()) {
            secrets.useAll();
            assertThat(refusals.number()).isGreaterThan(30);
            secrets.answers.putAll(refusals.texts());
            return new Used(secrets.needles, secrets.answers);
        }
    }

    private void useAll() {
        add("bootstrap key", TestDatabase.BOOTSTRAP_KEY);
        needles.add(Needle.of("key-encryption key", TestKeyring.key()));
        TestingTenant tenant = consented();
        renewed(tenant);
        awaitingConfirmation();
        brokenOff(tenant);
        repeatedByDocuSign();
        inBothEnvironments();
        rsaKeys(tenant);
        misplaced(tenant);
        imported();
        standardsFace(tenant);
        CallersInUse.ask(tenant, this::add);
        webhook();
        rotated();
    }

    private TestingTenant consented() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        add("client secret", tenant.clientSecret());
        consent(tenant, email);
        return tenant;
    }

    private void consent(TestingTenant tenant, String email) {
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        URI callback = TestingTenant.allowed(browser, link, email);
        add("link", link.getPath().substring("/consent/".length()));
        browser.cookies().values().forEach(cookie -> add("browser binding", cookie.substring(0, cookie.indexOf('.'))));
        add("state", parameters(callback).get("state"));
        add("authorization code", parameters(callback).get("code"));
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
    }

    /**
     * With a caller's key. Refresh tokens never come here: all of DocuSign's tokens share their first part, which is
     * searched for too.
     */
    private void renewed(TestingTenant tenant) {
        String key = TestingCaller.keyOf("caller-" + UUID.randomUUID(), List.of(tenant.tenant()), "token:issue");
        add("API key", key);
        String token = token(tenant, key);
        add("access token", token);
        add("beginning of every token", token.substring(0, token.indexOf('.')));
        new TestingRenewal(tenant).passes(Duration.ofHours(8));
        // With the operator's key: what the caller's was answered is still issued from memory.
        add("renewed access token", tenant.accessToken(Map.of()));
    }

    private static String token(TestingTenant tenant, String key) {
        return TestingCaller.with(key)
                .body("{}")
                .post(tenant.connection() + "/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
    }

    /** As an OAuth 2.0 client: both grants, whose tokens what are, with a good and a bad credential, in both places. */
    private void standardsFace(TestingTenant tenant) {
        StandardsClient client = StandardsClient.of(tenant);
        add("API key of a client", client.key());
        String handle = client.handle(tenant);
        add("refresh handle", handle);
        client.token(tenant).statusCode(200);
        String token = client.refresh(handle).statusCode(200).extract().path("access_token");
        String wrong = client.key() + "x";
        for (String address : List.of("/oauth/token", "/oauth/introspect", "/oauth/revoke")) {
            Map<String, String> form = Map.of(
                    "grant_type", "refresh_token", "refresh_token", handle, "token", token, "client_id", client.name());
            client.post(address, form);
            StandardsClient.post(address, StandardsClient.basic(client.name(), wrong), form)
                    .statusCode(401);
            Map<String, String> whole = new HashMap<>(form);
            whole.put("client_secret", wrong);
            StandardsClient.post(address, null, whole).statusCode(400);
            StandardsClient.post(address + "?refresh_token=" + handle, null, whole)
                    .statusCode(400);
        }
        given().header("Authorization", "Bearer " + token)
                .get("/oauth/userinfo")
                .then()
                .statusCode(200);
        client.post("/oauth/revoke", Map.of("token", handle)).statusCode(200);
        client.refresh(handle).statusCode(400);
    }

    /** Its secret, and the one after it, which are stored beside each other; and one in the wrong place. */
    private void webhook() {
        String path = "/v1/webhooks/hook-" + UUID.randomUUID();
        String first = TestingCaller.operator()
                .body(Map.of("url", "https://hooks.example.com/", "tenants", List.of("nobody")))
                .put(path)
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        String second = TestingCaller.operator()
                .post(path + "/secret")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        for (String secret : List.of(first, second)) {
            add("webhook secret", secret);
            needles.add(Needle.of("key of a webhook", Base64.getDecoder().decode(secret.substring("whsec_".length()))));
            TestingCaller.operator()
                    .body(Map.of("url", "https://hooks.example.com/", "secret", secret))
                    .put(path)
                    .then()
                    .statusCode(422);
        }
    }

    /** Tokens that are sealed anew under another key. */
    private void rotated() {
        TestingTenant tenant = TestingTenant.connected();
        add("client secret", tenant.clientSecret());
        add("access token before the rotation", tenant.accessToken(Map.of()));
        answers.putAll(UpkeepInUse.of(tenant));
        new TestingRenewal(tenant).passes(Duration.ofHours(8));
        add("access token after the rotation", tenant.accessToken(Map.of()));
    }

    /** One pending grant that is confirmed, and one that stays. */
    private void awaitingConfirmation() {
        for (boolean confirmed : new boolean[] {true, false}) {
            String email = UUID.randomUUID() + "@example.com";
            TestDocuSign.person(email, "First account");
            TestingTenant tenant = TestingTenant.create(Map.of());
            add("client secret", tenant.clientSecret());
            consent(tenant, email);
            if (confirmed) {
                String consent = tenant.view().extract().path("pending.consent_id");
                TestingCaller.operator()
                        .body(Map.of("consent_id", consent))
                        .post(tenant.connection() + "/confirmation")
                        .then()
                        .statusCode(200);
                add("confirmed access token", tenant.accessToken(Map.of()));
            }
        }
    }

    /** Somebody pressed the button and never came back; somebody else came back with another's state. */
    private void brokenOff(TestingTenant tenant) {
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        String email = tenant.view().extract().path("user.email");
        URI callback = TestingTenant.allowed(browser, link, email);
        add("open link", link.getPath().substring("/consent/".length()));
        browser.cookies()
                .values()
                .forEach(cookie -> add("living browser binding", cookie.substring(0, cookie.indexOf('.'))));
        add("living state", parameters(callback).get("state"));
        add("unused authorization code", parameters(callback).get("code"));
        assertThat(new TestingBrowser().get(callback).statusCode()).isEqualTo(400);
    }

    /** A refusal whose words hold what was sent. They stand in the log. */
    private void repeatedByDocuSign() {
        TestingTenant tenant = TestingTenant.connected();
        String token = "repeated-refresh-token-" + UUID.randomUUID();
        add("repeated client secret", tenant.clientSecret());
        add("repeated token", token);
        String words = "{\"error\": \"invalid_request\", \"error_description\": \"%s does not fit to %s\"}"
                .formatted(token, tenant.clientSecret());
        TestDocuSign.simulator()
                .faults()
                .once(Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.AnsweredInstead(400, words, Map.of())));
        new TestingRenewal(tenant).passes(Duration.ofHours(8));
        String refused = tenant.token(Map.of()).extract().asString();
        answers.put("repeated by DocuSign", refused + tenant.view().extract().asString());
    }

    /** One app in both environments, by both grants; impersonated with keys that are made here. */
    private void inBothEnvironments() {
        OneKey key = OneKey.create();
        key.clientSecrets().forEach((side, secret) -> add("client secret of " + side, secret));
        for (Kind kind : Kind.values()) {
            SimulatedUser person = OneKey.person(kind);
            TestingTenant tenant = key.tenant(kind, Map.of("expected_email", person.email()));
            consent(tenant, person.email());
            add("access token of " + kind, tenant.accessToken(Map.of()));
            new TestingRenewal(tenant).passes(Duration.ofHours(8));
            add("renewed access token of " + kind, tenant.accessToken(Map.of()));
        }
    }

    /** One that is imported, and the same once more with an error in the request. */
    private void rsaKeys(TestingTenant tenant) {
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey) TestingPem.generate("RSA", 2048).getPrivate();
        String pem = TestingPem.pkcs1(key);
        add("a line of the private key's PEM", pem.lines().skip(10).findFirst().orElseThrow());
        needles.add(Needle.of("private key, PKCS#8", key.getEncoded()));
        needles.add(Needle.of("prime of the private key", key.getPrimeP().toByteArray()));
        needles.add(Needle.of("private exponent", key.getPrivateExponent().toByteArray()));
        String keys = "/v1/integrations/" + tenant.integration() + "/rsa-keys";
        TestingCaller.operator()
                .body(Map.of("private_key", pem))
                .post(keys)
                .then()
                .statusCode(201);
        for (String odd : List.of(pem + pem, pem.replace("-----END", ""), pem.replace("RSA", "EC"))) {
            TestingCaller.operator()
                    .body(Map.of("private_key", odd))
                    .post(keys)
                    .then()
                    .statusCode(422);
        }
    }

    /** One whose token DocuSign has not been heard about, which stays, and one that it refuses. */
    private void imported() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        for (int status : new int[] {202, 409}) {
            sendImport(tenant, status);
        }
        sendImport(TestingTenant.create(Map.of()), 422);
    }

    private void sendImport(TestingTenant tenant, int status) {
        Map<String, Object> file = Map.of(
                "refresh_token", "imported-refresh-token-" + UUID.randomUUID(),
                "access_token", "imported-access-token-" + UUID.randomUUID(),
                "id_token", "imported-id-token-" + UUID.randomUUID());
        file.forEach((field, secret) -> add("imported " + field, secret.toString()));
        TestingCaller.operator()
                .body(file)
                .post(tenant.connection() + "/import")
                .then()
                .statusCode(status);
    }

    /** Requests that are refused with a secret in them. */
    private void misplaced(TestingTenant tenant) {
        String secret = "misplaced-secret-" + UUID.randomUUID();
        add("misplaced secret", secret);
        String secrets = "/v1/integrations/" + tenant.integration() + "/client-secrets";
        for (String body : List.of(
                "{\"client_secret\":\"%s\",\"unknown\":\"%s\"}",
                "{\"client_secret\":[\"%s\",\"%s\"]}",
                "{\"client_secret\":\"%s\",\"%s",
                "{\"client_secret\" \"%s\" %s",
                "%s %s")) {
            int status = TestingCaller.operator()
                    .body(body.formatted(secret, secret))
                    .post(secrets)
                    .statusCode();
            assertThat(status).isBetween(400, 422);
        }
        assertThat(TestingCaller.with(secret).get("/v1/tenants").statusCode()).isEqualTo(401);
        assertThat(new TestingBrowser()
                        .get(URI.create(TestDocuSign.publicUrl() + "/consent/" + secret))
                        .statusCode())
                .isEqualTo(404);
    }

    private void add(String name, String secret) {
        needles.add(Needle.of(name, secret));
    }

    /** The parameters of an address, by name. */
    static Map<String, String> parameters(URI address) {
        return Arrays.stream(address.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
