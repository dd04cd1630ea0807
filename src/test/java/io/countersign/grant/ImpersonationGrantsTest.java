package io.countersign.grant;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingImpersonation;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The way back for a connection whose user the vault does not vouch for, because a row was written or restored past it:
 * the user consents again, and somebody who manages the connection confirms.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImpersonationGrantsTest {
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

    private static void write(TestingImpersonation to, String change, Object... values) {
        Object[] all = new Object[values.length + 1];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = to.tenant().tenant();
        assertThat(TestingSql.run("UPDATE " + change + " WHERE tenant = ?", all))
                .isEqualTo(1);
    }

    private static void refuses(TestingImpersonation connection) {
        int before = connection.assertions();
        connection.passes(OVER);
        connection.tenant().token(Map.of()).statusCode(500);
        assertThat(connection.assertions()).as("nothing is signed").isEqualTo(before);
    }

    private static void consent(TestingImpersonation connection, SimulatedUser person) {
        assertThat(connection.tenant().consent(person.email()).statusCode()).isEqualTo(200);
    }

    private static void waits(TestingImpersonation connection, SimulatedUser person) {
        connection.tenant().view().body("pending.user.sub", equalTo(person.sub()));
    }

    private static ValidatableResponse confirm(TestingImpersonation connection) {
        return operator()
                .body(Map.of("consent_id", connection.tenant().view().extract().path("pending.consent_id")))
                .post(connection.tenant().connection() + "/confirmation")
                .then();
    }

    /** A pin on the address accepts a first consent at once, and replaces no confirmation here. */
    @Test
    void theSameUserConsentsAgainAndIsConfirmed() {
        // Given
        TestingImpersonation connection = impersonating(Map.of("expected_email", user.email()));
        consent(connection, user);
        connection.works(user);
        write(connection, "connection_token SET user_mac = set_byte(user_mac, 9, 255 - get_byte(user_mac, 9))");
        refuses(connection);

        // When
        consent(connection, user);

        // Then
        waits(connection, user);
        refuses(connection);
        assertThat(TestingTrail.typesOf(connection.tenant().tenant())).endsWith("connection.pending");

        // When
        confirm(connection).statusCode(200).body("user_id", equalTo(user.sub())).body("pending", nullValue());

        // Then
        connection.works(user);
    }

    /** Nobody vouches for who was written there, though that person consents: somebody has to say so. */
    @Test
    void whoWasWrittenThereIsNotVouchedForByAConsent() {
        // Given
        TestingImpersonation connection = impersonating(Map.of());
        consent(connection, user);
        confirm(connection).statusCode(200);
        connection.works(user);
        write(
                connection,
                "connection_token SET user_sub = ?, account_id = ?",
                other.sub(),
                other.accounts().getFirst().accountId());
        refuses(connection);

        // When
        consent(connection, other);

        // Then
        waits(connection, other);
        refuses(connection);

        // When
        consent(connection, user);

        // Then
        waits(connection, user);
        refuses(connection);
        confirm(connection).statusCode(200).body("user_id", equalTo(user.sub()));
        connection.works(user);
    }

    @Test
    void whoWaitsConsentsAgainAndIsConfirmed() {
        TestingImpersonation connection = impersonating(Map.of());
        consent(connection, user);
        write(connection, "pending_grant SET user_mac = set_byte(user_mac, 9, 255 - get_byte(user_mac, 9))");
        confirm(connection)
                .statusCode(409)
                .body("detail", containsString("was changed in the database by somebody other than Countersign"));

        consent(connection, user);

        confirm(connection).statusCode(200);
        connection.works(user);
    }
}
