package io.countersign.console;

import static io.countersign.TestingCaller.endingKeyOf;
import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingConsole;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The way from nothing to a first token, by what is there. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleStartTest {
    private final String name = "start-" + UUID.randomUUID().toString().substring(0, 8);

    /** Somebody who may set up the vault, and sees of tenants this one alone. */
    private TestingConsole setter() {
        operator().body(Map.of("display_name", "Start")).put("/v1/tenants/" + name);
        putCaller(name, """
                {"grants": [
                  {"tenants": ["*"], "permissions": ["integration:manage"]},
                  {"tenants": ["%s"], "permissions": ["tenant:read", "connection:manage"]}]}
                """.formatted(name));
        return TestingConsole.of(endingKeyOf(name, 600));
    }

    @Test
    void eachStepLeadsToTheNext() {
        TestingTenant other = TestingTenant.create(Map.of());
        TestingConsole console = setter();

        assertThat(console.page("/console")).contains("Nothing is connected yet", "href=\"/console/start\"");
        assertThat(console.page("/console/start"))
                .contains("href=\"/console/new-connection/" + name + "\"", "/oauth/callback/")
                .doesNotContain("curl", "/console/new-caller");

        operator().body(Map.of("integration", other.integration())).put("/v1/tenants/" + name + "/connections/default");
        assertThat(console.page("/console/start"))
                .contains(
                        "/console/tenants/" + name + "/connections/default/consent-links",
                        TestDocuSign.publicUrl() + "/oauth/callback/" + other.integration(),
                        "curl -X POST " + TestDocuSign.publicUrl() + "/v1/tenants/" + name
                                + "/connections/default/token",
                        "Bearer &lt;API key&gt;");
        assertThat(console.page("/console")).doesNotContain("Nothing is connected yet");
    }

    @Test
    void nothingIsNextBeforeWhatItNeeds() {
        FirstSteps nothing = new FirstSteps(null, null, null, true);

        assertThat(nothing.next()).isEqualTo(FirstSteps.Step.INTEGRATION);
    }

    @Test
    void whoeverSetsNothingUpIsNotLedThere() {
        TestingConsole reader = TestingConsole.of(keyOf(name, List.of(name), "connection:read"));

        assertThat(reader.page("/console"))
                .contains("no connection yet that you may read")
                .doesNotContain("/console/start");
        assertThat(reader.get("/console/start").statusCode()).isEqualTo(403);
    }

    @Test
    void whatIsConnectedHasOnlyTheTokenLeft() {
        TestingTenant.connected();

        assertThat(TestingConsole.ofOperator().page("/console/start"))
                .contains("curl -X POST", "href=\"/console/new-caller\"", "Nothing has to be done.");
    }
}
