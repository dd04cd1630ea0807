package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingTenant;
import io.countersign.docusign.Environment;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatedUser;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One app that has gone live: the same integration key in both environments, with a client secret and an RSA key of its
 * own in each.
 *
 * @param integrationKey what both sides have in common
 * @param run tells what belongs to it from everything else
 * @param clientSecrets the secret of each side
 */
record OneKey(String integrationKey, String run, Map<Environment, String> clientSecrets) {

    /** Made over the API and registered at both simulators. */
    static OneKey create() {
        OneKey created = new OneKey(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString().substring(0, 13),
                Arrays.stream(Environment.values())
                        .collect(Collectors.toMap(side -> side, side -> "client-secret-" + UUID.randomUUID())));
        for (Environment side : Environment.values()) {
            created.register(side);
        }
        return created;
    }

    private void register(Environment side) {
        String path = "/v1/integrations/" + integration(side);
        operator()
                .body(Map.of(
                        "environment",
                        side.wireName(),
                        "integration_key",
                        integrationKey,
                        "client_secret",
                        clientSecrets.get(side)))
                .put(path)
                .then()
                .statusCode(201);
        String publicKey = operator()
                .body("{}")
                .post(path + "/rsa-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("public_key");
        String redirectUri = TestDocuSign.publicUrl() + "/oauth/callback/" + integration(side);
        TestDocuSign.simulator(side)
                .put(SimulatedClient.confidential(
                                integrationKey, integration(side), clientSecrets.get(side), redirectUri)
                        .withRsaPublicKey(publicKey));
    }

    /** The integration of that side. */
    String integration(Environment side) {
        return "app-" + run + "-" + side.wireName();
    }

    /** A new tenant whose connection has these settings beside its integration and grant. */
    TestingTenant tenant(Kind kind, Map<String, String> settings) {
        Environment side = kind.environment();
        TestingTenant tenant = new TestingTenant(
                "tenant-" + UUID.randomUUID().toString().substring(0, 18), integration(side), clientSecrets.get(side));
        operator()
                .body(Map.of("display_name", "Tenant of " + run))
                .put("/v1/tenants/" + tenant.tenant())
                .then()
                .statusCode(201);
        Map<String, Object> all = new HashMap<>(settings);
        all.put("grant", kind.grant());
        tenant.configure(all).statusCode(201);
        return tenant;
    }

    /** One that is connected by that person, who consents through a link. */
    TestingTenant connected(Kind kind, SimulatedUser person) {
        TestingTenant tenant = tenant(kind, Map.of("expected_email", person.email()));
        assertThat(tenant.consent(person.email()).statusCode()).isEqualTo(200);
        return tenant;
    }

    /** A new person with one account. */
    static SimulatedUser person(Kind kind) {
        return TestDocuSign.person(kind.environment(), UUID.randomUUID() + "@example.com", "Only account");
    }

    /** How often either side of DocuSign was asked for tokens in the app's name. */
    long calls() {
        return Arrays.stream(Environment.values())
                .map(TestDocuSign::simulator)
                .map(DocuSignSimulator::oracle)
                .flatMap(oracle -> oracle.calls().stream())
                .filter(call -> integrationKey.equals(call.clientId()))
                .count();
    }
}
