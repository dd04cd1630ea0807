package io.countersign.simulator;

import static io.countersign.simulator.Pages.escape;
import static java.util.stream.Collectors.joining;

import java.util.Collection;

/** The start page of a simulator that may be changed by whoever reaches it: who is in it, and what to try. */
final class HomePage {
    private HomePage() {}

    static String of(DocuSignSimulator simulator) {
        return Pages.home("""
                <p>Everything can be asked and changed under <a href="/simulator/"><code>/simulator/</code></a>, as \
                <a href="/simulator/openapi.yaml">its description</a> says. \
                <a href="/simulator/log">The log</a> has the latest calls.</p>
                %s
                <h2>Applications</h2>
                %s
                <h2>People</h2>
                <ul>
                %s
                </ul>
                <h2>Try it</h2>
                <pre>%s</pre>""".formatted(
                        simulator.tlsUrl().map(HomePage::tls).orElse(""),
                        simulator.clients().stream().map(HomePage::client).collect(joining("\n")),
                        simulator.users().stream().map(HomePage::person).collect(joining("\n")),
                        escape(String.join("\n", Tryout.of(simulator).commands()))));
    }

    private static String tls(String url) {
        return "<p>The same over TLS: <code>" + escape(url) + "</code>, with this"
                + " <a href=\"/certificate.pem\">certificate</a>.</p>";
    }

    private static String client(SimulatedClient client) {
        return """
                <dl>
                <dt>application</dt><dd>%s</dd>
                <dt>client id</dt><dd><code>%s</code></dd>
                <dt>secrets</dt><dd>%s</dd>
                <dt>redirect URIs</dt><dd>%s</dd>
                <dt>RSA keys for the JWT grant</dt><dd>%s</dd>
                </dl>""".formatted(
                        escape(client.name()),
                        escape(client.integrationKey()),
                        codes(client.secrets()),
                        codes(client.redirectUris()),
                        client.rsaPublicKeys().isEmpty()
                                ? "none"
                                : String.valueOf(client.rsaPublicKeys().size()));
    }

    private static String codes(Collection<String> values) {
        return values.isEmpty()
                ? "none"
                : values.stream()
                        .sorted()
                        .map(value -> "<code>" + escape(value) + "</code>")
                        .collect(joining("<br>"));
    }

    private static String person(SimulatedUser user) {
        String accounts = user.accounts().stream()
                .map(account -> escape(account.accountName()))
                .collect(joining(", "));
        String role = user.organizationAdmin() ? " (administrator)" : "";
        return "<li>" + escape(user.name()) + " <code>" + escape(user.email()) + "</code> <code>" + escape(user.sub())
                + "</code> " + accounts + role + "</li>";
    }
}
