package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.narrowedKeyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FreePort;
import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged application's console: each statement that it has read runs once in each form. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class ConsoleIT {

    @Test
    void everyPageOpens() {
        TestingTenant connected = TestingTenant.connected();
        String connection = "/console/tenants/" + connected.tenant() + "/connections/default";
        String batch = operator()
                .contentType("application/x-ndjson; charset=UTF-8")
                .body(new byte[] {'{', '}'})
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.page("/console"))
                .contains("Ends next", "Consents lost", "in the next 30 days", "Consents lost, by hour");
        assertThat(console.page("/console/tenants?q=" + connected.tenant())).contains(connected.tenant());
        assertThat(console.page("/console/tenants")).contains("Tenants");
        assertThat(console.page("/console/tenants/" + connected.tenant())).contains("Connections");
        assertThat(console.page(connection)).contains("connection.connected");
        assertThat(console.page("/console/connections?state=active")).contains("default");
        assertThat(console.page("/console/integrations")).contains("app-");
        assertThat(console.page("/console/integrations/" + connected.integration()))
                .contains("Go-live check");
        assertThat(console.page("/console/callers")).contains("Callers");
        assertThat(console.page("/console/imports")).contains(batch);
        assertThat(console.page("/console/imports/" + batch)).contains("with 1 line.");
        assertThat(console.page("/console/keyring")).contains("primary");
        assertThat(console.page("/console/audit")).contains("imports.received");
        assertThat(console.page("/console/audit?type=imports.received")).contains("imports.received");
        assertThat(console.page("/console/audit?tenant=" + connected.tenant())).contains("tenant.created");
        assertThat(console.page("/console/audit?type=tenant.created&tenant=" + connected.tenant()))
                .contains("tenant.created");
        assertThat(console.get("/console/nothing").body()).contains("There is nothing here");
        assertThat(console.submit("/console/sign-out", "csrf=" + console.csrf()).statusCode())
                .isEqualTo(303);
    }

    @Test
    void formsReadAndWriteByTheirOwnStatements() {
        TestingTenant connected = TestingTenant.connected();
        String connection = "/console/tenants/" + connected.tenant() + "/connections/default";
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.page("/console/start")).contains("curl -X POST");
        assertThat(console.page("/console/connections?reason=user_gone")).contains("Connections");
        assertThat(console.page("/console/new-connection/" + connected.tenant()))
                .contains("Make the connection");
        Matcher mark = Pattern.compile("name=\"mark\" value=\"([^\"]*)\"")
                .matcher(console.page(connection + "/disconnection"));
        assertThat(mark.find()).isTrue();
        assertThat(console.send(connection + "/disconnection", "mark", mark.group(1))
                        .body())
                .contains("are destroyed here");
    }

    @Test
    void webhooksAreMadeTestedAndDeleted() {
        String receiver = "http://localhost:" + FreePort.any() + "/";
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.send("/console/new-webhook", "webhook", "console-it", "url", receiver, "tenants", "*")
                        .body())
                .contains("whsec_");
        assertThat(console.page("/console/webhooks")).contains("console-it");
        assertThat(console.send("/console/webhooks/console-it/test").body()).contains("The test did not arrive.");
        assertThat(console.page("/console/webhooks/console-it")).contains("Sending.", "No connection came about.");
        assertThat(console.page("/console/webhooks/console-it/deliveries?status=failed"))
                .contains("Send again: webhook.test");
        operator().delete("/v1/webhooks/console-it").then().statusCode(204);
    }

    @Test
    void whoMayReadLessReadsByOtherStatements() {
        String tenant = TestingTenant.connected().tenant();
        List<String> tenants = List.of(tenant);

        TestingConsole ofTenant = TestingConsole.of(keyOf("console-it", tenants, "connection:read", "tenant:read"));
        TestingConsole ofConnection =
                TestingConsole.of(narrowedKeyOf("console-it-one", tenants, List.of("default"), "connection:read"));

        assertThat(ofTenant.page("/console"))
                .contains(tenant, "Active</span> <strong>1<", "by day. <strong>1, all on ");
        assertThat(ofTenant.page("/console/tenants?q=" + tenant)).contains("/console/tenants/" + tenant);
        assertThat(ofConnection.page("/console"))
                .contains(tenant, "Active</span> <strong>1<", "by day. <strong>1, all on ");
        assertThat(ofConnection.page("/console/connections")).contains(tenant);
    }

    @Test
    void formsOfIntegrationsAndCallersDoWhatTheySay() {
        String name = "it-" + UUID.randomUUID().toString().substring(0, 13);
        TestingConsole console = TestingConsole.ofOperator();
        String key = UUID.randomUUID().toString();

        console.send("/console/new-integration", "integration", name, "environment", "demo", "integration_key", key);
        console.send("/console/new-caller", "caller", name, "permissions", "token:issue", "tenants", name);

        assertThat(console.fill("/console/integrations/" + name + "/settings", "display_name", "Its name")
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.fill("/console/integrations/" + name + "/rsa-keys").statusCode())
                .isEqualTo(303);
        assertThat(console.page("/console/integrations/" + name)).contains("Its name", "BEGIN PUBLIC KEY");
        assertThat(console.fill("/console/callers/" + name + "/grants", "permissions", "audit:read", "tenants", "*")
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.fill("/console/callers/" + name + "/api-keys", "expires_in", "2592000")
                        .statusCode())
                .isEqualTo(201);
        assertThat(console.fill("/console/callers/" + name + "/deletion").statusCode())
                .isEqualTo(303);
    }
}
