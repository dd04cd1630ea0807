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

    /**
     * A customer who has pressed the button and is at DocuSign.
     *
     * @param tenant the customer's
     * @param email of who consents
     */
    record AtDocuSign(String tenant, String email, TestingBrowser browser, URI docusign) {

        /** Allows what is asked for there, and comes back: the connection has tokens then. */
        void comeBack() {
            assertThat(browser.get(new SimulatedPerson(email).allow(docusign)).statusCode())
                    .as("the callback")
                    .isEqualTo(200);
        }
    }

    /** Makes a tenant with one connection, and has it connected; answers the tenant's name. */
    String customer() {
        AtDocuSign consent = consentUnderWay();
        consent.comeBack();
        return consent.tenant();
    }

    /** Makes a tenant with one connection, and has a person begin to consent. */
    AtDocuSign consentUnderWay() {
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
        return new AtDocuSign(tenant, email, browser, docusign);
    }

    private Answer made(String method, String path, String body) {
        Answer answer = vault.operator().send(replica, method, path, body);
        assertThat(answer.isOk()).as("%s %s: %s", method, path, answer).isTrue();
        return answer;
    }
}
