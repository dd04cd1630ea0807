package io.countersign.connection;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingImpersonation.withGrant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingImpersonation;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody is impersonated whom somebody has written into the database, though both users have consented to the app. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class VouchedUsersTest {
    private static final String UNVERIFIED = "countersign_connections_unverified_total";
    private static final Duration OVER = Duration.ofHours(8);

    private final SimulatedUser user = person();
    private final SimulatedUser other = person();

    private static SimulatedUser person() {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
    }

    private TestingImpersonation impersonating(Map<String, String> settings) {
        TestingImpersonation made = TestingImpersonation.create(settings).trusted();
        made.consents(user);
        made.consents(other);
        return made;
    }

    private TestingImpersonation naming() {
        TestingImpersonation made = impersonating(Map.of("user_id", user.sub()));
        made.works(user);
        return made;
    }

    private static int write(TestingImpersonation to, String statement, Object... values) {
        return TestingSql.run(
                statement + " WHERE tenant = ?",
                Stream.concat(Arrays.stream(values), Stream.of(to.tenant().tenant()))
                        .toArray());
    }

    private static void refuses(TestingImpersonation connection) {
        int before = connection.assertions();
        connection.passes(OVER);
        connection.tenant().token(Map.of()).statusCode(500);
        assertThat(connection.assertions()).as("nothing is signed").isEqualTo(before);
        connection.tenant().view().body("last_error", equalTo("unreadable"));
    }

    @Test
    void anotherNamedUserIsNone() {
        // Given
        TestingImpersonation connection = naming();
        double before = TestingMetrics.value(UNVERIFIED);

        // When
        write(connection, "UPDATE connection SET user_id = ?", other.sub());

        // Then
        refuses(connection);
        assertThat(TestingMetrics.value(UNVERIFIED)).isGreaterThan(before);
        TestingWait.until(
                "the trail tells of it",
                () -> TestingTrail.typesOf(connection.tenant().tenant()).contains("connection.unverified"));

        // When what was there is put back
        write(connection, "UPDATE connection SET user_id = ?", user.sub());
        connection.passes(OVER);

        // Then
        connection.works(user);
    }

    @Test
    void anotherUserThanConsentedIsNone() {
        TestingImpersonation connection = impersonating(Map.of("expected_email", user.email()));
        assertThat(connection.tenant().consent(user.email()).statusCode()).isEqualTo(200);
        connection.works(user);

        write(connection, "UPDATE connection_token SET user_sub = ?", other.sub());
        refuses(connection);
        write(connection, "UPDATE connection_token SET user_sub = ?", user.sub());
        write(connection, "UPDATE connection SET user_id = ?", other.sub());
        refuses(connection);
    }

    /** What vouches for somebody does so for one connection of one integration. */
    @Test
    void whatVouchesElsewhereIsNothingHere() {
        TestingImpersonation connection = naming();
        String second = connection.tenant().connection() + "-2";
        operator()
                .body(Map.of(
                        "integration",
                        connection.tenant().integration(),
                        "grant",
                        "jwt_bearer",
                        "user_id",
                        other.sub()))
                .put(second)
                .then()
                .statusCode(201);

        write(connection, "UPDATE connection SET user_id = ?", other.sub());
        assertThat(write(
                        connection,
                        "UPDATE connection_token t SET user_mac ="
                                + " (SELECT o.user_mac FROM connection_token o WHERE o.tenant = t.tenant"
                                + " AND o.connection = 'default-2')"))
                .isEqualTo(2);

        refuses(connection);
        operator().body("{}").post(second + "/token").then().statusCode(200);
    }

    @Test
    void whoeverWaitsIsConfirmedOnlyWhereTheVaultWroteIt() {
        TestingImpersonation connection = impersonating(Map.of());
        assertThat(connection.tenant().consent(user.email()).statusCode()).isEqualTo(200);

        write(connection, "UPDATE pending_grant SET user_sub = ?", other.sub());
        confirm(connection)
                .statusCode(409)
                .body("detail", containsString("was changed in the database by somebody other than Countersign"));

        write(connection, "UPDATE pending_grant SET user_sub = ?", user.sub());
        confirm(connection).statusCode(200).body("user_id", equalTo(user.sub()));
        connection.works(user);
    }

    private static ValidatableResponse confirm(TestingImpersonation connection) {
        TestingTenant tenant = connection.tenant();
        return operator()
                .body(Map.of("consent_id", tenant.view().extract().path("pending.consent_id")))
                .post(tenant.connection() + "/confirmation")
                .then();
    }

    /** Who may name nobody sends back what GET shows, and changes what is theirs. */
    @Test
    void sendingThemBackVouchesForNobody() {
        TestingImpersonation connection = naming();
        TestingTenant tenant = connection.tenant();
        String manager =
                TestingCaller.keyOf("manager-" + tenant.tenant(), List.of(tenant.tenant()), "connection:manage");
        write(connection, "UPDATE connection SET user_id = ?", other.sub());

        TestingCaller.with(manager)
                .body(Map.of(
                        "integration",
                        tenant.integration(),
                        "grant",
                        "jwt_bearer",
                        "user_id",
                        other.sub(),
                        "scopes",
                        List.of("signature", "click.manage")))
                .put(tenant.connection())
                .then()
                .statusCode(200);

        refuses(connection);
    }

    /** Nor does it where who sends them may name anybody: with other scopes, or through another integration. */
    @Test
    void whoeverMayNameAnybodyDoesNotNameWhomSomebodyPutThere() {
        TestingImpersonation learnt = impersonating(Map.of());
        write(learnt, "UPDATE connection_token SET user_sub = ?", other.sub());
        refused(learnt, learnt.tenant().integration(), List.of("signature", "click.manage"));

        TestingImpersonation named = impersonating(Map.of("user_id", user.sub()));
        write(named, "UPDATE connection SET user_id = ?", other.sub());
        refused(named, learnt.tenant().integration(), List.of("signature"));
    }

    private void refused(TestingImpersonation connection, String integration, List<String> scopes) {
        Map<String, Object> shown =
                Map.of("integration", integration, "grant", "jwt_bearer", "user_id", other.sub(), "scopes", scopes);
        operator()
                .body(shown)
                .put(connection.tenant().connection())
                .then()
                .statusCode(409)
                .body("detail", containsString("was changed in the database by somebody other than Countersign"));
    }

    /** As the runbook has it. */
    @Test
    void aConnectionThatIsMadeAnewWorks() {
        TestingImpersonation connection = naming();
        write(connection, "UPDATE connection SET user_id = ?", other.sub());
        refuses(connection);
        TestingTenant tenant = connection.tenant();

        operator().delete(tenant.connection()).then().statusCode(200);
        tenant.configure(Map.of("grant", "authorization_code")).statusCode(200);
        tenant.configure(withGrant(Map.of("user_id", user.sub()))).statusCode(200);
        operator().post(tenant.connection() + "/retry").then().statusCode(202);

        connection.passes(OVER);
        connection.works(user);
    }

    /** Each part has its length in front ({@code KeyedHash}). A change would leave every connection without a user. */
    @Test
    void whatIsVouchedForIsFixedForEver() {
        ConnectionId id = new ConnectionId("acme", "default", UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ab"));
        UUID consent = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ac");

        assertThat(parts(new VouchedUsers.Settled(id, "app", null, "ABC-1")))
                .isEqualTo("636f6e6e656374696f6e5f757365722f31 61636d65 64656661756c74"
                        + " 8f0e5a3c1d2b4c6d9e7f0123456789ab 617070 6162632d31 ");
        assertThat(parts(new VouchedUsers.Settled(id, "app", consent, "abc-1")))
                .isEqualTo("70656e64696e675f757365722f31 61636d65 64656661756c74"
                        + " 8f0e5a3c1d2b4c6d9e7f0123456789ab 617070 6162632d31 8f0e5a3c1d2b4c6d9e7f0123456789ac");
    }

    private static String parts(VouchedUsers.Settled settled) {
        return String.join(
                " ",
                Arrays.stream(VouchedUsers.parts(settled))
                        .map(HexFormat.of()::formatHex)
                        .toList());
    }
}
