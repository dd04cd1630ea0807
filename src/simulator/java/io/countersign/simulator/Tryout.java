package io.countersign.simulator;

import java.util.List;
import java.util.Optional;

/**
 * Commands that show a simulator at work, to be pasted into a shell.
 *
 * @param commands one after the other; none where nobody is registered who could do it
 */
record Tryout(List<String> commands) {
    static Tryout of(DocuSignSimulator simulator) {
        Optional<SimulatedUser> user = simulator.users().stream().findFirst();
        return simulator.clients().stream()
                .filter(client ->
                        !client.secrets().isEmpty() && !client.redirectUris().isEmpty() && !client.needsPkce())
                .findFirst()
                .flatMap(client -> user.map(person -> new Tryout(commands(simulator.baseUrl(), client, person))))
                .orElseGet(() -> new Tryout(List.of("curl " + simulator.baseUrl() + "/simulator/")));
    }

    private static List<String> commands(String url, SimulatedClient client, SimulatedUser user) {
        String signIn = """
                CODE=$(curl -s %s/simulator/sign-in -d '{"user":"%s","client_id":"%s","scope":"signature extended"}' \\
                  | sed 's/.*"code":"\\([^"]*\\)".*/\\1/')""".formatted(url, user.email(), client.integrationKey());
        String exchange = """
                curl -s %s/oauth/token -u %s:%s \\
                  -d grant_type=authorization_code -d code=$CODE""".formatted(
                        url,
                        client.integrationKey(),
                        client.secrets().stream().sorted().findFirst().orElseThrow());
        return List.of(signIn, exchange);
    }
}
