package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingBrowser;
import io.countersign.simulator.SimulatedPerson;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;

/** A customer who comes as customers do: an operator makes the tenant, and a person follows a link. */
final class Onboarding {
    private final Installation vault;
    private final Replica replica;

    Onboarding(Installation vault, Replica replica) {
        this.vault = vault;
        this.replica = replica;
    }

    /** Makes a tenant with one connection, and has it connected; answers the tenant's name. */
    String customer() {
        String tenant = "customer-" + UUID.randomUUID().toString().substring(0, 13);
        String connection = "/v1/tenants/" + tenant + "/connections/default";
        String email = vault.seeds().person().email();
        made("PUT", "/v1/tenants/" + tenant, "{\"display_name\":\"A customer with a name\"}");
        made(
                "PUT",
                connection,
                "{\"integration\":\"%s\",\"expected_email\":\"%s\"}"
                        .formatted(vault.seeds().integration(), email));
        URI link = URI.create(made("POST", connection + "/consent-links", "{}")
                .member("consent_url")
                .asText());
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(link).statusCode()).as("the link's page").isEqualTo(200);
        HttpResponse<String> begun = browser.post(link);
        assertThat(begun.statusCode()).as("the button").isEqualTo(303);
        URI docusign = URI.create(begun.headers().firstValue("Location").orElseThrow());
        assertThat(browser.get(new SimulatedPerson(email).allow(docusign)).statusCode())
                .as("the callback")
                .isEqualTo(200);
        return tenant;
    }

    private Answer made(String method, String path, String body) {
        Answer answer = vault.operator().send(replica, method, path, body);
        assertThat(answer.isOk()).as("%s %s: %s", method, path, answer).isTrue();
        return answer;
    }
}
