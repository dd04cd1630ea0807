package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingImpersonation.withGrant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingImpersonation;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which consents to an impersonation count, for what and for whom. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CountedConsentsTest {
    private static SimulatedUser person() {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
    }

    /** Nobody has come back through the vault: whether DocuSign knows its redirect URI is as unknown as before. */
    @Test
    void aConsentThatWasGivenElsewhereIsNoneThatCameBack() {
        SimulatedUser user = person();
        TestingImpersonation connection =
                TestingImpersonation.create(Map.of("user_id", user.sub())).trusted();
        connection.consents(user);
        connection.works(user);

        assertThat(goLive(connection, "consent")).isEqualTo("missing");

        TestingTenant another = new TestingTenant(
                TestingTenant.create(Map.of()).tenant(), connection.tenant().integration(), "");
        another.configure(withGrant(Map.of("expected_email", user.email()))).statusCode(200);
        assertThat(another.consent(user.email()).statusCode()).isEqualTo(200);
        assertThat(goLive(connection, "consent")).isEqualTo("ok");
    }

    private static String goLive(TestingImpersonation connection, String check) {
        return operator()
                .get("/v1/integrations/" + connection.tenant().integration() + "/go-live")
                .then()
                .statusCode(200)
                .extract()
                .path("checks.find { it.id == '" + check + "' }.status");
    }

    /** What waits is somebody else's: whoever is known already goes on. */
    @Test
    void aKnownUserWorksWhileAnotherConsentWaitsToBeConfirmed() {
        SimulatedUser known = person();
        SimulatedUser another = person();
        TestingImpersonation connection = TestingImpersonation.create(Map.of("expected_email", known.email()));
        TestingTenant tenant = connection.tenant();
        tenant.consent(known.email());
        tenant.configure(withGrant(Map.of())).statusCode(200);
        connection.trusted();
        tenant.consent(another.email());
        tenant.view().body("state", equalTo("awaiting_confirmation")).body("user_id", equalTo(known.sub()));

        connection.works(known);

        tenant.view().body("pending.user.sub", equalTo(another.sub()));
    }

    /** The link is used up, so the page must not ask for another try with it. */
    @Test
    void aConsentThatIsStoredCountsAlthoughTheTryFails() {
        SimulatedUser user = person();
        TestingImpersonation connection = TestingImpersonation.create(Map.of("expected_email", user.email()))
                .trusted();
        TestingTenant tenant = connection.tenant();
        TestingSql.run("""
                CREATE FUNCTION no_lease() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE 'No lease'; END $$
                """);
        TestingSql.run("CREATE TRIGGER no_lease BEFORE UPDATE ON connection_token FOR EACH ROW"
                + " WHEN (NEW.lease_owner IS NOT NULL AND NEW.tenant = '" + tenant.tenant() + "')"
                + " EXECUTE FUNCTION no_lease()");
        HttpResponse<String> page;
        try {
            page = tenant.consent(user.email());
        } finally {
            TestingSql.run("DROP FUNCTION no_lease CASCADE");
        }

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Thank you, your permission counts");
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .contains("consent.accepted")
                .doesNotContain("consent.failed");
        connection.works(user);
    }
}
