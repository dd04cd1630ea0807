package io.countersign;

import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatedUser;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The DocuSign of all tests: one simulator per test JVM. Tests use integrations and people of their own, so they do not
 * meet.
 */
public final class TestDocuSign {
    private static final class Running {
        static final DocuSignSimulator SIMULATOR = DocuSignSimulator.start(0);
    }

    private TestDocuSign() {}

    /** The simulator. */
    public static DocuSignSimulator simulator() {
        return Running.SIMULATOR;
    }

    /** The address under which the application under test is reached, by tests as by browsers. */
    public static String publicUrl() {
        return "http://localhost:" + System.getProperty("quarkus.http.test-port", "8081");
    }

    static Map<String, String> configuration() {
        return Map.of(
                "countersign.docusign.demo.auth-url", simulator().baseUrl(),
                "countersign.public-url", publicUrl(),
                "countersign.consent.return-origins", "https://app.example.com");
    }

    /** Registers an app with one secret and the vault's redirect URI. */
    public static SimulatedClient register(String integration, String secret) {
        SimulatedClient client = SimulatedClient.confidential(
                UUID.randomUUID().toString(), integration, secret, publicUrl() + "/oauth/callback/" + integration);
        simulator().put(client);
        return client;
    }

    /** A new person with as many accounts as names. */
    public static SimulatedUser person(String email, String... accounts) {
        SimulatedUser user = new SimulatedUser(
                UUID.randomUUID().toString(),
                "Person " + email,
                "Person",
                email,
                email,
                LocalDateTime.parse("2020-01-01T00:00:00"),
                Stream.of(accounts).map(TestDocuSign::account).toList());
        simulator().put(user);
        return user;
    }

    private static SimulatedAccount account(String name) {
        return new SimulatedAccount(UUID.randomUUID().toString(), false, name, "https://demo.docusign.net", null);
    }

    /** The ids of a person's accounts. */
    public static List<String> accountIds(SimulatedUser user) {
        return user.accounts().stream().map(SimulatedAccount::accountId).toList();
    }
}
