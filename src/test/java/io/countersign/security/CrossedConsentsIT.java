package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one tenant's link began ends at no other tenant of the same integration key, whatever the grant and side. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class CrossedConsentsIT {
    private static OneKey key;

    /** Once, and only here is it known where the application is. */
    @BeforeEach
    void register() {
        if (key == null) {
            key = OneKey.create();
        }
    }

    /**
     * Somebody who allowed what a link asks for, and has not come back yet.
     *
     * @param callback where DocuSign sends the browser
     */
    private record Allowed(TestingTenant tenant, SimulatedUser person, TestingBrowser browser, URI callback) {
        /** Of a tenant that expects this very person. */
        static Allowed of(Kind kind) {
            SimulatedUser person = OneKey.person(kind);
            return by(person, key.tenant(kind, Map.of("expected_email", person.email())));
        }

        static Allowed by(SimulatedUser person, TestingTenant tenant) {
            TestingBrowser browser = new TestingBrowser();
            return new Allowed(tenant, person, browser, TestingTenant.allowed(browser, tenant.link(), person.email()));
        }

        String parameter(String name) {
            return SecretsInUse.parameters(callback).get(name);
        }

        /** The callback with other parts than DocuSign sent. */
        HttpResponse<String> opens(String integration, String state, String code) {
            return browser.get(
                    callback.resolve("/oauth/callback/" + integration + "?state=" + state + "&code=" + code));
        }

        void isNotConnected() {
            tenant.view()
                    .body("state", equalTo("awaiting_consent"))
                    .body("user", nullValue())
                    .body("account", nullValue())
                    .body("pending", nullValue());
        }

        /** The detour has cost nothing: what was begun here ends here. */
        void connectsItsOwn() {
            assertThat(browser.get(callback).statusCode()).isEqualTo(200);
            hasItsOwnToken(tenant, person);
        }
    }

    private static void hasItsOwnToken(TestingTenant tenant, SimulatedUser person) {
        tenant.token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(person.accounts().getFirst().accountId()));
        tenant.view().body("user.sub", equalTo(person.sub()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStateIsWorthNothingAtTheOtherEnvironmentsCallback(Kind kind) {
        Allowed own = Allowed.of(kind);
        Allowed elsewhere = Allowed.of(kind.elsewhere());
        long calls = key.calls();

        HttpResponse<String> page =
                own.opens(elsewhere.tenant().integration(), own.parameter("state"), own.parameter("code"));

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(key.calls()).isEqualTo(calls);
        own.isNotConnected();
        elsewhere.isNotConnected();
        own.connectsItsOwn();
        elsewhere.connectsItsOwn();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCallbackIsWorthNothingInTheBrowserOfAnother(Kind kind) {
        Allowed own = Allowed.of(kind);
        Allowed other = Allowed.of(kind);
        long calls = key.calls();

        HttpResponse<String> page = other.browser().get(own.callback());

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(key.calls()).isEqualTo(calls);
        own.isNotConnected();
        other.isNotConnected();
        own.connectsItsOwn();
        other.connectsItsOwn();
    }

    /** DocuSign holds a code against the verifier that belongs to the state; the other side does not know it at all. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCodeOfAnotherConnectsNobody(Kind kind) {
        for (Kind from : new Kind[] {kind, kind.elsewhere(), kind.otherwise()}) {
            Allowed own = Allowed.of(kind);
            Allowed other = Allowed.of(from);

            HttpResponse<String> page =
                    own.opens(own.tenant().integration(), own.parameter("state"), other.parameter("code"));

            assertThat(page.statusCode()).as("a code of " + from).isBetween(400, 503);
            own.isNotConnected();
            other.isNotConnected();
        }
    }

    /** Two sessions of one app, each with the other's code: PKCE alone tells them apart, and it does, at DocuSign. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DEMO_CODE", "PRODUCTION_CODE"})
    void aCodeOfAnotherSessionStoresNothing(Kind kind) {
        Allowed one = Allowed.of(kind);
        Allowed other = Allowed.of(kind);
        long calls = key.calls();

        List<HttpResponse<String>> pages = List.of(
                one.opens(one.tenant().integration(), one.parameter("state"), other.parameter("code")),
                other.opens(other.tenant().integration(), other.parameter("state"), one.parameter("code")));

        assertThat(pages).allSatisfy(page -> assertThat(page.statusCode()).isBetween(400, 503));
        assertThat(key.calls()).as("DocuSign was asked, and refused").isEqualTo(calls + 2);
        for (Allowed each : List.of(one, other)) {
            String tenant = each.tenant().tenant();
            assertThat(TestingSql.number("""
                SELECT (SELECT count(*) FROM connection_token
                        WHERE tenant = ? AND (access_token IS NOT NULL OR refresh_token IS NOT NULL))
                     + (SELECT count(*) FROM pending_grant WHERE tenant = ?)
                """, tenant, tenant)).isZero();
            assertThat(TestingTrail.typesOf(tenant))
                    .filteredOn(type -> !type.endsWith(".created") && !type.equals("consent.link-created"))
                    .containsExactly("consent.started", "consent.failed");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLinkThatAnotherTenantsPersonAllowsConnectsNobody(Kind kind) {
        Allowed own = Allowed.of(kind);
        SimulatedUser stranger = OneKey.person(kind);
        TestingTenant theirs = key.connected(kind, stranger);

        Allowed crossed = Allowed.by(stranger, own.tenant());
        HttpResponse<String> page = crossed.browser().get(crossed.callback());

        assertThat(page.statusCode()).isEqualTo(409);
        own.isNotConnected();
        hasItsOwnToken(theirs, stranger);
        own.connectsItsOwn();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPendingGrantIsConfirmedThroughNoOtherTenant(Kind kind) {
        Allowed own = pending(kind);
        String consent = own.tenant().view().extract().path("pending.consent_id");
        for (Kind of : Kind.values()) {
            Allowed other = pending(of);

            confirm(other.tenant(), consent).statusCode(409);

            other.tenant()
                    .view()
                    .body("state", equalTo("awaiting_confirmation"))
                    .body("pending.user.sub", equalTo(other.person().sub()));
            other.tenant().token(Map.of()).statusCode(409);
        }
        own.tenant().view().body("state", equalTo("awaiting_confirmation"));
        own.tenant().token(Map.of()).statusCode(409);

        confirm(own.tenant(), consent).statusCode(200);
        hasItsOwnToken(own.tenant(), own.person());
    }

    private static Allowed pending(Kind kind) {
        Allowed pending = Allowed.by(OneKey.person(kind), key.tenant(kind, Map.of()));
        assertThat(pending.browser().get(pending.callback()).statusCode()).isEqualTo(200);
        return pending;
    }

    private static ValidatableResponse confirm(TestingTenant tenant, String consent) {
        return operator()
                .body(Map.of("consent_id", consent))
                .post(tenant.connection() + "/confirmation")
                .then();
    }
}
