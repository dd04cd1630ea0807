package io.countersign.oauth;

import static io.countersign.TestingCaller.operator;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingImpersonation;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.caller.Grant;
import io.countersign.caller.Permission;
import io.countersign.caller.PermittedPlaces;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.Profile;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A presented access token is found from when it is stored until it ends, however it came. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class KnownTokensTest {
    private static final Map<String, Object> INSISTING = Map.of("min_ttl_seconds", 27_000);

    @Inject
    KnownTokens tokens;

    @AfterEach
    void wellAgain() {
        TestDocuSign.simulator().faults().clear();
    }

    private Optional<KnownToken> find(String token) {
        return TestingWait.answer(tokens.find(Secret.ofText(token)));
    }

    private Optional<KnownToken> find(String token, String... tenants) {
        Grant grant = new Grant(Set.of(tenants), Set.of(Permission.CONNECTION_READ));
        return TestingWait.answer(tokens.find(Secret.ofText(token), new PermittedPlaces(List.of(grant))));
    }

    /** Which one it is of what is known of the tenant's. */
    private String standing(String token) {
        return find(token).map(known -> known.former() ? "former" : "present").orElse("unknown");
    }

    /** What is known of the user beside name and address is as DocuSign told it. */
    private void knowsProfile(String token, SimulatedUser user) {
        assertThat(find(token).orElseThrow().user().profile())
                .isEqualTo(new Profile(user.givenName(), user.familyName(), "2020-01-01T00:00:00"));
    }

    private static String renewed(TestingTenant tenant) {
        new TestingRenewal(tenant).passesUntilLeft(Duration.ofHours(4));
        return tenant.accessToken(INSISTING);
    }

    private static void confirm(TestingTenant tenant) {
        String consent = tenant.view().extract().path("pending.consent_id");
        operator()
                .body(Map.of("consent_id", consent))
                .post(tenant.connection() + "/confirmation")
                .then()
                .statusCode(200);
    }

    private static SimulatedUser somebody() {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
    }

    private static void set(TestingTenant tenant, String assignments) {
        TestingSql.run("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    @Test
    void tellsWhoseATokenIs() {
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());

        KnownToken known = find(token).orElseThrow();

        assertThat(known.id().tenant()).isEqualTo(tenant.tenant());
        assertThat(known.id().name()).isEqualTo("default");
        assertThat(known.environment()).isEqualTo(Environment.DEMO);
        assertThat(known.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(known.former()).isFalse();
        assertThat(known.secondsLeft()).isBetween(28_700L, 28_800L);
        assertThat(known.expiresAt())
                .isCloseTo(Instant.now().plusSeconds(known.secondsLeft()), within(5, ChronoUnit.SECONDS));
        assertThat(known.scope()).isEqualTo(tenant.token(Map.of()).extract().path("scope"));
        var view = tenant.view();
        assertThat(known.user().sub()).isEqualTo(view.extract().path("user.sub"));
        assertThat(known.user().name()).isEqualTo(view.extract().path("user.name"));
        assertThat(known.user().email()).isEqualTo(view.extract().path("user.email"));
        assertThat(known.user().accounts())
                .containsExactly(new Account(
                        view.extract().path("account.account_id"),
                        view.extract().path("account.account_name"),
                        view.extract().path("account.base_uri")));
    }

    @Test
    void tellsOfTheTenantsAloneThatAreSeen() {
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());

        assertThat(find(token, "another", tenant.tenant()))
                .isEqualTo(find(token))
                .isPresent();
        assertThat(find(token, "another")).isEmpty();
        assertThat(find(token, new String[0])).isEmpty();
        assertThat(find("made up")).isEmpty();
    }

    @Test
    void knowsTheFormerTokenUntilItsEnd() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        set(tenant, "token_scope = 'signature former'");
        String second = renewed(tenant);

        assertThat(standing(second)).isEqualTo("present");
        KnownToken former = find(first, tenant.tenant()).orElseThrow();
        assertThat(former.former()).isTrue();
        assertThat(former.scope()).isEqualTo("signature former");
        assertThat(former.secondsLeft()).isBetween(14_300L, 14_400L);

        set(tenant, "former_access_expires_at = clock_timestamp()");
        assertThat(standing(first)).isEqualTo("unknown");
        assertThat(standing(second)).isEqualTo("present");
    }

    @Test
    void forgetsTheOneBeforeTheFormer() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        String second = renewed(tenant);
        String third = renewed(tenant);

        assertThat(standing(first)).isEqualTo("unknown");
        assertThat(standing(second)).isEqualTo("former");
        assertThat(standing(third)).isEqualTo("present");
    }

    @Test
    void aTokenThatARenewalKeepsStaysThePresentOne() {
        TestingTenant tenant = TestingTenant.connected();
        String former = tenant.accessToken(Map.of());
        String kept = renewed(tenant);
        TestDocuSign.simulator().faults().once(OddAnswer.EXPIRES_IN_THIRTY.fault(FaultTarget.TOKEN_REFRESH));

        assertThat(renewed(tenant)).isEqualTo(kept);

        assertThat(standing(kept)).isEqualTo("present");
        assertThat(standing(former)).isEqualTo("former");
    }

    @Test
    void aTokenThatHasEndedIsNotKnown() {
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());

        set(tenant, "access_expires_at = clock_timestamp() + interval '0.5 s'");

        assertThat(standing(token)).isEqualTo("unknown");
    }

    @Test
    void knowsWhatAConfirmationBrought() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        SimulatedUser user = somebody();
        tenant.consent(user.email());
        confirm(tenant);

        String token = tenant.accessToken(Map.of());
        assertThat(standing(token)).isEqualTo("present");
        knowsProfile(token, user);
    }

    @Test
    void knowsWhatAnImportBrought() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        SimulatedUser user = somebody();
        String refreshToken = requireNonNull(TestDocuSign.simulator()
                .grant(new TestingRenewal(tenant).integrationKey(), user.sub(), Set.of("signature", "extended"))
                .refreshToken());
        operator()
                .body(Map.of("refresh_token", refreshToken))
                .post(tenant.connection() + "/import")
                .then()
                .statusCode(200);

        String token = tenant.accessToken(Map.of());
        assertThat(standing(token)).isEqualTo("present");
        knowsProfile(token, user);
    }

    @Test
    void knowsWhatAnAssertionBrought() {
        SimulatedUser user = somebody();
        TestingImpersonation impersonation =
                TestingImpersonation.create(Map.of("user_id", user.sub())).trusted();
        impersonation.consents(user);
        String first = impersonation.tenant().accessToken(Map.of());
        assertThat(find(first)).map(known -> known.user().sub()).contains(user.sub());

        impersonation.passes(Duration.ofMinutes(55));
        String second = impersonation.tenant().accessToken(Map.of());

        assertThat(standing(second)).isEqualTo("present");
        assertThat(standing(first)).isEqualTo("former");
        knowsProfile(second, user);
    }

    @Test
    void aNewConsentOfTheSameUserLeavesTheFormerTokenKnown() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());

        tenant.consent(tenant.view().extract().path("user.email"));

        assertThat(standing(first)).isEqualTo("former");
        assertThat(standing(tenant.accessToken(Map.of()))).isEqualTo("present");
    }

    @Test
    void anotherUsersConsentForgetsTheFormersTokens() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        String second = renewed(tenant);
        tenant.configure(Map.of()).statusCode(200);

        tenant.consent(somebody().email());
        confirm(tenant);

        assertThat(standing(first)).isEqualTo("unknown");
        assertThat(standing(second)).isEqualTo("unknown");
        assertThat(standing(tenant.accessToken(Map.of()))).isEqualTo("present");
    }

    @Test
    void aDisconnectForgetsBoth() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        String second = renewed(tenant);

        operator().delete(tenant.connection()).then().statusCode(200);

        assertThat(standing(first)).isEqualTo("unknown");
        assertThat(standing(second)).isEqualTo("unknown");
        assertThat(TestingSql.number(
                        "SELECT num_nonnulls(access_hash, former_access_hash, former_access_expires_at,"
                                + " former_access_scope) FROM connection_token WHERE tenant = ?",
                        tenant.tenant()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "lost_response, former, present",
        "refresh_token_expired, former, present",
        "scopes_missing, former, present",
        "consent_revoked, unknown, unknown",
        "user_gone, unknown, unknown",
    })
    void whereConsentIsRequiredKnowsWhatTheReasonLeaves(String reason, String former, String present) {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        String second = renewed(tenant);

        set(tenant, "state = 'consent_required', reason = '" + reason + "'");

        assertThat(standing(first)).isEqualTo(former);
        assertThat(standing(second)).isEqualTo(present);
        assertThat(find(second).map(KnownToken::reason))
                .isEqualTo(present.equals("present") ? Optional.of(ConsentReason.named(reason)) : Optional.empty());
    }

    /** DocuSign ends the tokens of a consent that was taken back: a new one does not bring them to life. */
    @Test
    void aNewConsentAfterOneThatWasTakenBackForgetsTheFormerTokens() {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        set(tenant, "state = 'consent_required', reason = 'consent_revoked'");

        tenant.consent(tenant.view().extract().path("user.email"));

        assertThat(standing(first)).isEqualTo("unknown");
    }

    /** Whoever can write to the database would have the token sent there. */
    @ParameterizedTest
    @ValueSource(strings = {"base_uri = 'https://eu.docusign.net'", "account_id = gen_random_uuid()::text"})
    void findsNothingBesideARewrittenAccount(String rewritten) {
        TestingTenant tenant = TestingTenant.connected();
        String first = tenant.accessToken(Map.of());
        String second = renewed(tenant);

        set(tenant, rewritten);

        assertThat(standing(first)).isEqualTo("unknown");
        assertThat(standing(second)).isEqualTo("unknown");
    }

    /** The hash of one's own token beside somebody else's connection shows nothing of it. */
    @Test
    void findsNothingByAHashThatWasPutElsewhere() {
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());
        TestingTenant other = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET access_hash ="
                        + " (SELECT access_hash FROM connection_token WHERE tenant = ?) WHERE tenant = ?",
                tenant.tenant(),
                other.tenant());

        assertThat(find(token, other.tenant())).isEmpty();
        assertThat(find(token)).map(known -> known.id().tenant()).contains(tenant.tenant());
    }
}
