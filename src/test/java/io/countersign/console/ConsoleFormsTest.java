package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every form of the console has in common. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleFormsTest {
    private final String name = "form-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aFormDoesWhatTheApiDoes() {
        TestingConsole console = TestingConsole.ofOperator();

        HttpResponse<String> made =
                console.send("/console/new-tenant", "tenant", name, "display_name", "Acme <b> & sons");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains("/console/tenants/" + name);
        operator().get("/v1/tenants/" + name).then().body("display_name", equalTo("Acme <b> & sons"));
    }

    @Test
    void whatDoesNotFitComesBackWithWhatWasTyped() {
        TestingConsole console = TestingConsole.ofOperator();

        HttpResponse<String> refused =
                console.send("/console/new-tenant", "tenant", "No Name \"<i>", "display_name", "\u202e");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("Nothing was changed", "value=\"No Name &quot;&lt;i&gt;\"", "aria-invalid=\"true\"")
                .containsPattern("id=\"error-tenant\">[^<]+<")
                .containsPattern("id=\"error-display_name\">[^<]+<");
    }

    @Test
    void whatIsThereIsNotReplaced() {
        TestingConsole console = TestingConsole.ofOperator();
        console.send("/console/new-tenant", "tenant", name, "display_name", "First");

        HttpResponse<String> again = console.send("/console/new-tenant", "tenant", name, "display_name", "Second");

        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).contains("is the name of a tenant already");
        operator().get("/v1/tenants/" + name).then().body("display_name", equalTo("First"));
    }

    @Test
    void whoeverMayNotIsAnsweredAsByTheApi() {
        TestingConsole console = TestingConsole.of(keyOf("forms", List.of(name), "tenant:read"));

        assertThat(console.send("/console/new-tenant", "tenant", name, "display_name", "First")
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.send("/console/keyring/rewrap").statusCode()).isEqualTo(403);
        operator().get("/v1/tenants/" + name).then().statusCode(404);
    }

    @Test
    void whatIsPressedIsDone() {
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.page("/console/keyring")).contains("Rewrap now");
        assertThat(console.send("/console/keyring/rewrap").statusCode()).isEqualTo(303);

        operator().get("/v1/keyring").then().body("rewrap.started_at", notNullValue());
    }

    @Test
    void aKeyThatWrapsNothingIsRetired() {
        TestingSql.run("INSERT INTO keyring_key (id) VALUES (?)", name);
        TestingConsole console = TestingConsole.ofOperator();
        String retire = "/console/keyring/" + name + "/retirement";

        assertThat(console.page("/console/keyring")).contains(retire);
        assertThat(console.send(retire).statusCode()).isEqualTo(409);
        assertThat(console.fill(retire).statusCode()).isEqualTo(303);

        operator().get("/v1/keyring").then().body("keys.find { it.id == '" + name + "' }.retired_at", notNullValue());
        assertThat(console.page("/console/keyring")).doesNotContain(retire);
        assertThat(console.page("/console/keyring/test/retirement")).contains("cannot be retired now");
        assertThat(console.get("/console/keyring/nobody-s/retirement").statusCode())
                .isEqualTo(404);
    }
}
