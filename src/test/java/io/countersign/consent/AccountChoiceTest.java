package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has several accounts chooses one of them, and what comes of it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AccountChoiceTest {
    private static final String CONNECTED = "Your DocuSign account is connected";
    private static final String RECEIVED = "permission received";

    @Test
    void whoeverIsPinnedByAddressChoosesAndIsConnected() {
        // Given
        TestingChoice choice = TestingChoice.pinned();
        TestingChoice.assertAsks(choice.page(), 200);
        assertThat(choice.listed()).as("the default one first").containsExactly(choice.account(2), choice.account(1));
        assertThat(choice.page().headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self';");
        assertThat(choice.page().headers().firstValue("Referrer-Policy")).hasValue("strict-origin");
        choice.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.accounts", hasSize(2))
                .body("pending.account_id", nullValue());

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(CONNECTED, "Account 1", choice.person().email());
        assertThat(choice.browser().cookies()).isEmpty();
        choice.tenant()
                .view()
                .body("state", equalTo("active"))
                .body("pending", nullValue())
                .body("user.email", equalTo(choice.person().email()))
                .body("account.account_id", equalTo(choice.account(1)));
        choice.tenant()
                .token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(choice.account(1)))
                .body("base_uri", equalTo("https://demo1.docusign.net"));
        assertThat(TestingTrail.typesOf(choice.tenant().tenant()))
                .containsSubsequence("connection.pending", "connection.connected")
                .doesNotContain("connection.confirmed", "connection.account-chosen");
        assertThat(choice.browser().get(choice.callback()).statusCode()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({", 1", "2, 2"})
    void anybodyElsesChoiceIsKeptForTheConfirmation(Integer named, int expected) {
        // Given
        TestingChoice choice = TestingChoice.unpinned();

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(RECEIVED, "Account 1");
        assertThat(choice.browser().cookies()).isEmpty();
        choice.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.account_id", equalTo(choice.account(1)));
        assertThat(TestingTrail.typesOf(choice.tenant().tenant())).endsWith("connection.account-chosen");
        choice.confirm(named == null ? null : choice.account(named))
                .statusCode(200)
                .body("account.account_id", equalTo(choice.account(expected)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnToTheReturnAddressOnceChosen(boolean pinned) {
        TestingChoice choice = pinned ? TestingChoice.pinned() : TestingChoice.unpinned();
        TestingSql.run(
                "UPDATE consent_link SET return_url = 'https://app.example.com/done' WHERE tenant = ?",
                choice.tenant().tenant());
        HttpResponse<String> again = choice.browser().get(choice.callback());
        TestingChoice.assertAsks(again, 200);
        assertThat(again.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self' https://app.example.com;");

        HttpResponse<String> answer = choice.choose(2);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("https://app.example.com/done");
    }

    /** Pins that were set, changed or taken away while the person was choosing. */
    @ParameterizedTest
    @CsvSource({
        "true, expected_email, nobody@example.com, 409, wrong_email",
        "true, expected_account_id, another, 409, wrong_account",
        "true, expected_account_id, FIRST, 200, ",
        "false, expected_email, THEIRS, 200, ",
    })
    void pinsAreJudgedAnew(boolean pinned, String pin, String value, int status, String reason) {
        // Given
        TestingChoice choice = pinned ? TestingChoice.pinned() : TestingChoice.unpinned();
        String wanted = switch (value) {
            case "FIRST" -> choice.account(1).toUpperCase();
            case "THEIRS" -> choice.person().email();
            default -> value;
        };
        choice.tenant().configure(Map.of(pin, wanted)).statusCode(200);

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(page.body()).contains(CONNECTED);
            choice.tenant().view().body("account.account_id", equalTo(choice.account(1)));
            return;
        }
        assertThat(page.body()).contains("This account cannot be connected");
        assertThat(TestingTrail.reason(choice.tenant().tenant(), "consent.refused"))
                .isEqualTo(reason);
        choice.tenant().view().body("state", equalTo("awaiting_confirmation")).body("pending.account_id", nullValue());
        TestingChoice.assertOver(choice.choose(1));
    }

    @Test
    void withoutThePinTheChoiceWaits() {
        TestingChoice choice = TestingChoice.pinned();
        choice.tenant().configure(Map.of()).statusCode(200);

        assertThat(choice.choose(1).body()).contains(RECEIVED);

        choice.tenant().view().body("state", equalTo("awaiting_confirmation"));
    }

    /** Somebody else is connected: nobody takes that place without a confirmation, whatever they choose. */
    @Test
    void nobodyDisplacesAnybodyByChoosing() {
        SimulatedUser first = TestingChoice.person(1);
        SimulatedUser second = TestingChoice.person(2);
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", first.email()));
        assertThat(tenant.consent(first.email()).body()).contains(CONNECTED);
        tenant.configure(Map.of("expected_email", second.email())).statusCode(200);

        TestingChoice choice = TestingChoice.of(tenant, second);
        assertThat(choice.choose(1).body()).contains(RECEIVED);

        tenant.view().body("state", equalTo("active")).body("user.email", equalTo(first.email()));
        choice.confirm(null).statusCode(200).body("account.account_id", equalTo(choice.account(1)));
        assertThat(tenant.consent(second.email()).body())
                .as("the same user with the same account")
                .contains(CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30})
    void thePageListsAsManyAsThereAre(int accounts) {
        SimulatedUser person = TestingChoice.person(accounts);
        TestingChoice choice = TestingChoice.of(TestingTenant.create(Map.of("expected_email", person.email())), person);

        if (accounts == 1) {
            assertThat(choice.page().body()).contains(CONNECTED);
        } else {
            assertThat(choice.listed()).hasSize(accounts).startsWith(choice.account(accounts));
            assertThat(choice.choose(accounts / 2).body()).contains(CONNECTED);
        }
    }
}
