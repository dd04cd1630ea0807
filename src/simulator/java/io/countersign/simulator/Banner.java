package io.countersign.simulator;

import java.util.List;
import java.util.stream.Collectors;

/** What the simulator says of itself when it starts, on the screen of whoever started it. */
final class Banner {
    private static final int LABEL_WIDTH = 16;

    private Banner() {}

    static String text(DocuSignSimulator simulator) {
        StringBuilder text = new StringBuilder("DocuSign simulator at " + simulator.baseUrl() + "\n");
        text.append("Made-up people, nothing kept, nothing reaches DocuSign. Never for production.\n\n");
        simulator.otherUrls().forEach(url -> line(text, "also at", url));
        simulator.tlsUrl().ifPresent(url -> {
            line(text, "over TLS", url);
            line(text, "", "(certificate to trust: " + simulator.baseUrl() + "/certificate.pem, new at each start)");
        });
        line(
                text,
                "control API",
                simulator.baseUrl() + AdminHandler.PREFIX + " (openapi.yaml, clients, users, log ...)");
        simulator.clients().forEach(client -> describe(text, client));
        text.append('\n');
        simulator.users().forEach(user -> line(text, "person", person(user)));
        text.append("\nA code without a browser, and what the application does with it:\n\n");
        text.append(Tryout.of(simulator).commands().stream()
                .map(command -> "  " + command.replace("\n", "\n  ") + "\n")
                .collect(Collectors.joining()));
        return text.append("\nCtrl-C ends it.").toString();
    }

    private static void describe(StringBuilder text, SimulatedClient client) {
        text.append('\n');
        line(text, "client", client.name() + (client.needsPkce() ? " (needs PKCE)" : ""));
        line(text, "client id", client.integrationKey());
        each(text, "secret", client.secrets().stream().sorted().toList());
        each(text, "redirect URI", client.redirectUris().stream().sorted().toList());
        line(text, "", "(yours, character by character: --redirect-uri)");
        line(
                text,
                "RSA keys",
                client.rsaPublicKeys().isEmpty()
                        ? "none (for the JWT grant: --rsa-public-key file)"
                        : client.rsaPublicKeys().size() + " for the JWT grant");
    }

    private static void each(StringBuilder text, String label, List<String> values) {
        values.forEach(value -> line(text, label, value));
    }

    private static String person(SimulatedUser user) {
        int accounts = user.accounts().size();
        return user.email() + " (" + user.name() + ", user id " + user.sub() + ", "
                + (accounts == 1 ? "1 account" : accounts + " accounts")
                + (user.organizationAdmin() ? ", administrator" : "") + ")";
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("  ")
                .append(label)
                .append(" ".repeat(LABEL_WIDTH - label.length()))
                .append(value)
                .append('\n');
    }
}
