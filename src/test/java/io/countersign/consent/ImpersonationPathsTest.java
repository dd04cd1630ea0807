package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingImpersonation.withGrant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingImpersonation;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.AdminConsentAnswer;
import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a consent to the token of an impersonated user and back again, against the simulator. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImpersonationPathsTest {
    private static final String READY = "The connection is ready";
    /** More than the first pause between two tries. */
    private static final Duration PAUSE = Duration.ofSeconds(7);

    private static SimulatedUser person(String... accounts) {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", accounts);
    }

    private static TestingImpersonation named(SimulatedUser user) {
        return TestingImpersonation.create(Map.of("user_id", user.sub())).trusted();
    }

    @AfterEach
    void administratorsAnswerAsEver() {
        TestDocuSign.simulator().change(settings -> settings.withAdminConsentAnswer(AdminConsentAnswer.ID_TOKEN));
    }

    @Test
    void aNamedUserIsReachedThroughTheirOwnLink() {
        SimulatedUser user = person("First", "Second");
        TestingImpersonation connection = named(user);
        TestingTenant tenant = connection.tenant();
        tenant.token(Map.of())
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:consent-required"))
                .body("state", equalTo("awaiting_consent"))
                .body("consent_links", equalTo(tenant.connection() + "/consent-links"));
        tenant.view().body("last_error", equalTo("consent_missing"));
        URI link = tenant.link();
        TestingBrowser browser = new TestingBrowser();

        HttpResponse<String> page = browser.get(TestingTenant.allowed(browser, link, user.email()));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(READY);
        tenant.view().body("state", equalTo("active")).body("access_token_expires_at", notNullValue());
        connection.works(user);
        operator()
                .get("/v1/integrations/" + tenant.integration() + "/go-live")
                .then()
                .body("checks.find { it.id == 'rsa_key' }.status", equalTo("ok"));
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .containsSubsequence("connection.connected", "consent.accepted");
    }

    @ParameterizedTest(name = "public client: {0}")
    @ValueSource(booleans = {false, true})
    void whoeverConsentsIsImpersonatedAndTheirOwnTokensAreDropped(boolean publicClient) {
        SimulatedUser user = person("Only account");
        Map<String, String> settings = Map.of("expected_email", user.email());
        TestingImpersonation connection =
                publicClient ? TestingImpersonation.ofPublicClient(settings) : TestingImpersonation.create(settings);

        HttpResponse<String> page = connection.trusted().tenant().consent(user.email());

        assertThat(page.body()).contains("Your DocuSign account is connected");
        connection.works(user);
        connection.hasNothingOfTheCode();
    }

    @ParameterizedTest(name = "public client: {0}")
    @ValueSource(booleans = {false, true})
    void whoeverIsConfirmedIsImpersonated(boolean publicClient) {
        SimulatedUser user = person("First", "Second");
        TestingImpersonation connection =
                publicClient ? TestingImpersonation.ofPublicClient(Map.of()) : TestingImpersonation.create(Map.of());
        TestingTenant tenant = connection.trusted().tenant();
        tenant.consent(user.email());
        connection.needs("awaiting_confirmation", null);
        assertThat(connection.assertions()).isZero();

        operator()
                .body(Map.of("consent_id", tenant.view().extract().<String>path("pending.consent_id")))
                .post(tenant.connection() + "/confirmation")
                .then()
                .statusCode(200);

        connection.works(user);
        connection.hasNothingOfTheCode();
    }

    /** The code that comes back from an administrator is worth nothing, as was reported from DocuSign. */
    @Test
    void anAdministratorConsentsForTheUser() {
        TestDocuSign.simulator().change(settings -> settings.withAdminConsentAnswer(AdminConsentAnswer.EXPIRED_CODE));
        String organization = UUID.randomUUID().toString();
        SimulatedUser user = member(organization, false);
        TestingImpersonation connection = named(user);
        URI link = URI.create(operator()
                .body(Map.of("kind", "admin"))
                .post(connection.tenant().connection() + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
        TestingBrowser browser = new TestingBrowser();
        String stranger = member(UUID.randomUUID().toString(), true).email();
        String administrator = member(organization, true).email();

        HttpResponse<String> early = browser.get(TestingTenant.allowed(browser, link, stranger));
        HttpResponse<String> page = browser.get(TestingTenant.allowed(browser, link, administrator));

        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("DocuSign does not give access yet");
        assertThat(page.body()).contains(READY);
        connection.works(user);
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
    }

    private static SimulatedUser member(String organization, boolean administrator) {
        String email = UUID.randomUUID() + "@example.com";
        SimulatedUser user = new SimulatedUser(
                UUID.randomUUID().toString(),
                "Member",
                "Given",
                "Family",
                email,
                LocalDateTime.parse("2020-01-01T00:00:00"),
                List.of(new SimulatedAccount(
                        UUID.randomUUID().toString(), true, "Theirs", "https://demo.docusign.net", organization)),
                administrator);
        TestDocuSign.simulator().put(user);
        return user;
    }

    @Test
    void aConsentIsFoundLostAndFoundAgainWhereverItIsGiven() {
        SimulatedUser user = person("Only account");
        TestingImpersonation connection = named(user);
        connection.needs("awaiting_consent", null);
        connection.consents(user);
        connection.needs("awaiting_consent", null);
        assertThat(connection.assertions()).as("no call between two tries").isEqualTo(1);
        connection.passes(PAUSE);
        connection.works(user);
        connection
                .tenant()
                .token(Map.of("min_ttl_seconds", 3_001))
                .statusCode(422)
                .body("errors.detail", contains(containsString("0 to 3000")));

        connection.withdraws(user);
        connection.passes(Duration.ofMinutes(58));
        connection.tenant().token(Map.of("min_ttl_seconds", 3_001)).statusCode(422);
        connection.needs("consent_required", "consent_revoked");
        connection.needs("consent_required", "consent_revoked");
        assertThat(connection.assertions()).as("no call between two tries").isEqualTo(3);

        connection.consents(user);
        connection.passes(PAUSE);
        connection.works(user);
        assertThat(TestingTrail.typesOf(connection.tenant().tenant()))
                .endsWith("connection.connected", "connection.consent_required", "connection.recovered");
    }

    @Test
    void whatWasDisconnectedRestsUntilALinkOrARetry() {
        SimulatedUser user = person("Only account");
        TestingImpersonation connection = named(user);
        TestingTenant tenant = connection.tenant();
        connection.consents(user);
        connection.works(user);

        operator().delete(tenant.connection()).then().statusCode(200);
        connection.needs("disconnected", null);
        assertThat(connection.assertions()).isEqualTo(1);
        assertThat(tenant.consent(user.email()).body()).contains(READY);
        connection.works(user);

        operator().delete(tenant.connection()).then().statusCode(200);
        connection.needs("disconnected", null);
        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
        connection.works(user);
    }

    /** Nothing is sent any more, so DocuSign is not blamed for what it was not asked. */
    @Test
    void whoHasHadTenCallsIsNotToldOfARefusal() {
        SimulatedUser user = person("Only account");
        TestingImpersonation connection = named(user);
        TestingTenant tenant = connection.tenant();
        connection.needs("awaiting_consent", null);
        TestingSql.run(
                "UPDATE connection_token SET calls = array_fill(clock_timestamp(), ARRAY[10]) WHERE tenant = ?",
                tenant.tenant());
        connection.needs("awaiting_consent", null);
        TestingBrowser browser = new TestingBrowser();

        HttpResponse<String> page = browser.get(TestingTenant.allowed(browser, tenant.link(), user.email()));

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("We could not check your permission yet");
        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
        tenant.token(Map.of()).statusCode(503).header("Retry-After", Integer::parseInt, greaterThan(50));
        tenant.view().body("state", equalTo("awaiting_consent")).body("last_error", equalTo("call_limit"));
        assertThat(connection.assertions()).isEqualTo(1);
    }

    @Test
    void aUserWhomDocusignDoesNotKnowIsNotInvitedAgain() {
        TestingImpersonation connection = TestingImpersonation.create(
                        Map.of("user_id", UUID.randomUUID().toString()))
                .trusted();

        connection.needs("consent_required", "user_gone");

        connection
                .tenant()
                .token(Map.of())
                .statusCode(409)
                .body("detail", containsString("no consent to the same user helps. Where user_id was set, correct it"))
                .body(
                        "detail",
                        matchesPattern(".*asked again when a token is wanted in [1-6] s or later, and at once.*"));
    }

    @Test
    void anIntegrationWithoutAKeyIsFlaggedAndAKeyEndsThat() {
        SimulatedUser user = person("Only account");
        TestingImpersonation connection = TestingImpersonation.create(Map.of("user_id", user.sub()));
        connection.consents(user);
        connection.isStopped("rsa_key_missing");

        connection.trusted();

        connection.works(user);
    }

    @Test
    void aKeyThatDocusignDoesNotKnowStopsImpersonationAlone() {
        SimulatedUser user = person("Only account");
        TestingTenant beside = TestingTenant.connected();
        TestingTenant tenant = new TestingTenant(beside.tenant() + "-2", beside.integration(), beside.clientSecret());
        operator().body(Map.of("display_name", "Beside")).put("/v1/tenants/" + tenant.tenant());
        tenant.configure(withGrant(Map.of("user_id", user.sub()))).statusCode(201);
        TestingImpersonation connection = new TestingImpersonation(tenant);
        connection.consents(user);
        connection.newKey();
        TestingRenewal renewal = new TestingRenewal(beside);
        renewal.passes(Duration.ofHours(8));
        connection.isStopped("rsa_key_refused");
        connection.isStopped("rsa_key_refused");
        assertThat(connection.assertions())
                .as("no call while the grant is stopped")
                .isEqualTo(1);
        beside.token(Map.of()).statusCode(200);
        assertThat(renewal.refreshes()).hasSize(1);
        beside.view().body("last_error", nullValue());

        connection.trusted();

        connection.works(user);
        operator().get("/v1/integrations/" + tenant.integration()).then().body("flag", nullValue());
    }

    @Test
    void anAccountThatIsNotTheirsStoresNothing() {
        SimulatedUser user = person("First", "Second");
        TestingImpersonation connection = named(user);
        TestingTenant tenant = connection.tenant();
        connection.consents(user);
        String other = UUID.randomUUID().toString();
        tenant.configure(withGrant(Map.of("user_id", user.sub(), "expected_account_id", other)))
                .statusCode(200);

        for (int time = 0; time < 2; time++) {
            tenant.token(Map.of())
                    .statusCode(503)
                    .header("Retry-After", Integer::parseInt, greaterThan(50))
                    .body("detail", startsWith("No access token came, and none is stored."))
                    .body("detail", containsString("user or account is not the one that this connection is for"));
        }

        tenant.view()
                .body("state", equalTo("awaiting_consent"))
                .body("last_error", equalTo("account_mismatch"))
                .body("account", nullValue())
                .body("access_token_expires_at", nullValue());
        String second = user.accounts().getLast().accountId();
        tenant.configure(withGrant(Map.of("user_id", user.sub(), "expected_account_id", second)))
                .statusCode(200);
        tenant.token(Map.of()).statusCode(200).body("account_id", equalTo(second));
    }
}
