package io.countersign.console;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.PublicUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way from nothing to a first token, by what is there.
 *
 * @param integration one of those that are there, or null
 * @param tenant the name of one of those that are there, the connection's where there is one; or null
 * @param connection the one that is furthest, or null
 * @param makesCallers whether whoever looks may make a caller
 */
record FirstSteps(
        @Nullable IntegrationView integration,
        @Nullable String tenant,
        @Nullable ConnectionView connection,
        boolean makesCallers) {
    private static final String NO_SECRET =
            "It has no client secret yet, so DocuSign would take no consent of it. Add one on its page.";

    /** One of them. */
    enum Step {
        INTEGRATION,
        CONNECTION,
        CONSENT,
        TOKEN
    }

    /** The first that is not done; the last one is never known to be. */
    Step next() {
        return Stream.of(Step.values())
                .filter(step -> !isDone(step))
                .findFirst()
                .orElse(Step.TOKEN);
    }

    private boolean isDone(Step step) {
        return switch (step) {
            case INTEGRATION -> integration != null && hasCredential(integration);
            case CONNECTION -> connection != null;
            case CONSENT -> connection != null && ConnectionState.named(connection.state()) == ConnectionState.ACTIVE;
            case TOKEN -> false;
        };
    }

    private static boolean hasCredential(IntegrationView integration) {
        return integration.clientType().equals("public")
                || !integration.clientSecrets().isEmpty()
                || !integration.rsaKeys().isEmpty();
    }

    /** All of them, each with how it stands. */
    Content content(PublicUrl publicUrl) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(
                null,
                "Four steps lead from here to a first access token of DocuSign’s. Come back to this page after each:"
                        + " it says what comes next."));
        blocks.add(integrationStep(publicUrl));
        blocks.add(connectionStep());
        blocks.add(consentStep());
        blocks.add(tokenStep(publicUrl));
        return new Content("First steps", null, blocks);
    }

    private Block step(Step step, String heading, String text, List<Fact> more, List<Link> links) {
        Cell standing = isDone(step)
                ? Cell.of("done", Mood.GOOD)
                : step == next() ? Cell.of("next", Mood.CAUTION) : Cell.of("later", Mood.QUIET);
        List<Fact> facts = new ArrayList<>(List.of(new Fact("Standing", standing)));
        facts.addAll(more);
        return Block.of((step.ordinal() + 1) + ". " + heading, text).with(facts).withLinks(links);
    }

    private Block integrationStep(PublicUrl publicUrl) {
        String redirectUri = integration == null
                ? publicUrl.redirectUri("") + "… and then the name that you give the integration here"
                : integration.redirectUri().toString();
        List<Fact> facts = new ArrayList<>(List.of(Fact.of("Redirect URI", redirectUri)));
        List<Link> links = new ArrayList<>();
        if (integration == null) {
            links.add(new Link("New integration", Paths.newIntegration()));
        } else {
            facts.add(new Fact(
                    "Integration",
                    Cell.of(new Link(integration.name(), Paths.integration(integration.name())))
                            .noted(hasCredential(integration) ? null : NO_SECRET)));
        }
        return step(
                Step.INTEGRATION,
                "An app at DocuSign",
                "An integration is an app of yours at DocuSign. Make one there (Settings, Apps and Keys), register the"
                        + " redirect URI below with it to the letter, and tell its integration key and a client secret"
                        + " here.",
                facts,
                links);
    }

    private Block connectionStep() {
        List<Fact> facts = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        if (tenant != null) {
            facts.add(new Fact("Tenant", Cell.of(new Link(tenant, Paths.tenant(tenant)))));
        }
        if (connection != null) {
            facts.add(new Fact("Connection", Cell.of(link(connection))));
        } else if (tenant != null) {
            links.add(new Link("New connection", Paths.newConnection(tenant)));
        } else {
            links.add(new Link("New tenant", Paths.newTenant()));
        }
        return step(
                Step.CONNECTION,
                "A tenant and its connection",
                "A tenant is a customer of yours, and each has its own encryption key. A connection belongs to one, and"
                        + " holds the tokens for one DocuSign account of it.",
                facts,
                links);
    }

    private Block consentStep() {
        String text = "Somebody at the tenant opens a link, reads what is asked for, and allows it at DocuSign. Try it"
                + " yourself, with a user of yours.";
        if (connection == null) {
            return step(Step.CONSENT, "A consent", text, List.of(), List.of());
        }
        Fact stands = Fact.of("Now", StateWords.of(connection).means());
        Link links = new Link("Make a consent link", Paths.consentLinks(connection.tenant(), connection.connection()));
        return switch (ConnectionState.named(connection.state())) {
            case AWAITING_CONSENT, CONSENT_REQUIRED, DISCONNECTED ->
                step(Step.CONSENT, "A consent", text, List.of(stands), List.of(links));
            case AWAITING_CONFIRMATION ->
                step(
                        Step.CONSENT,
                        "A consent",
                        text,
                        List.of(stands),
                        List.of(new Link("Confirm it", link(connection).href())));
            case ACTIVE -> step(Step.CONSENT, "A consent", text, List.of(stands), List.of());
        };
    }

    private Block tokenStep(PublicUrl publicUrl) {
        Block block = step(
                Step.TOKEN,
                "A token",
                "A program of yours asks for an access token with an API key of its own. Make a caller for it that"
                        + " holds token:issue, and a key of that caller"
                        + (connection == null ? "." : "; then put the key into this command, and run it."),
                List.of(),
                makesCallers ? List.of(new Link("New caller", Paths.newCaller())) : List.of());
        return connection == null ? block : block.withCode(command(publicUrl, connection));
    }

    private static String command(PublicUrl publicUrl, ConnectionView connection) {
        return """
                curl -X POST %s \\
                  -H 'Authorization: Bearer <API key>' \\
                  -H 'Content-Type: application/json' -d '{}'""".formatted(publicUrl.at(
                "/v1/tenants/%s/connections/%s/token".formatted(connection.tenant(), connection.connection())));
    }

    private static Link link(ConnectionView connection) {
        return new Link(
                connection.connection() + " of " + connection.tenant(),
                Paths.connection(connection.tenant(), connection.connection()));
    }
}
