package io.countersign;

import io.countersign.docusign.Environment;
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
 * The DocuSign of all tests: per test JVM one simulator for the demo environment, in which nearly all of them happen,
 * and one for production. Tests use integrations and people of their own, so they do not meet.
 */
public final class TestDocuSign {
    private static final class Running {
        static final DocuSignSimulator SIMULATOR = DocuSignSimulator.start(0);
    }

    private static final class RunningProduction {
        static final DocuSignSimulator SIMULATOR = DocuSignSimulator.start(0);
    }

    private TestDocuSign() {}

    /** The simulator of the demo environment. */
    public static DocuSignSimulator simulator() {
        return Running.SIMULATOR;
    }

    /** The simulator of that environment; they share neither clients nor people, consents or keys. */
    public static DocuSignSimulator simulator(Environment environment) {
        return switch (environment) {
            case DEMO -> Running.SIMULATOR;
            case PRODUCTION -> RunningProduction.SIMULATOR;
        };
    }

    /** The address under which the application under test is reached, by tests as by browsers. */
    public static String publicUrl() {
        return "http://localhost:" + System.getProperty("quarkus.http.test-port", "8081");
    }

    static Map<String, String> configuration() {
        return Map.of(
                "countersign.docusign.demo.auth-url", simulator().baseUrl(),
                "countersign.docusign.production.auth-url",
                        simulator(Environment.PRODUCTION).baseUrl(),
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

    /** A new person of the demo environment with as many accounts as names. */
    public static SimulatedUser person(String email, String... accounts) {
        return person(Environment.DEMO, email, accounts);
    }

    /** A new person of that environment with as many accounts as names. */
    public static SimulatedUser person(Environment environment, String email, String... accounts) {
        String host = environment == Environment.DEMO ? "https://demo.docusign.net" : "https://na3.docusign.net";
        SimulatedUser user = new SimulatedUser(
                UUID.randomUUID().toString(),
                "Person " + email,
                "Person",
                email,
                email,
                LocalDateTime.parse("2020-01-01T00:00:00"),
                Stream.of(accounts)
                        .map(name -> new SimulatedAccount(UUID.randomUUID().toString(), false, name, host, null))
                        .toList());
        simulator(environment).put(user);
        return user;
    }

    /** The ids of a person's accounts. */
    public static List<String> accountIds(SimulatedUser user) {
        return user.accounts().stream().map(SimulatedAccount::accountId).toList();
    }
}
