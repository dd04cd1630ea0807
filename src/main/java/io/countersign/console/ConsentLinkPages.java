package io.countersign.console;

import io.countersign.connection.ConnectionView;
import io.countersign.consent.ConsentConfiguration;
import io.countersign.consent.ConsentLinkRequest;
import io.countersign.consent.ConsentLinkView;
import io.countersign.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a consent link is made, and where it is shown this once. */
@ApplicationScoped
class ConsentLinkPages {
    private static final List<Duration> LIVES =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private final ConsentConfiguration configuration;
    private final InstantSource time;

    ConsentLinkPages(ConsentConfiguration configuration, InstantSource time) {
        this.configuration = configuration;
        this.time = time;
    }

    Content makeOne(ConnectionView connection, Viewer viewer, Typed typed) {
        List<Form.Field> fields = new ArrayList<>();
        if (ConnectionAction.of(connection).contains(ConnectionAction.ADMIN_LINK)) {
            fields.add(typed.choice(
                            "kind",
                            "Who consents",
                            List.of(
                                    new Form.Option("individual", "The user who is impersonated", true),
                                    new Form.Option("admin", "An administrator of their organisation", false)))
                    .hinted("An administrator’s consent covers everybody in the organisation."));
        }
        fields.add(typed.choice("expires_in", "Works for", lives())
                .hinted("Until then somebody can begin with it, until one consent has come of it."));
        if (configuration.returnOrigins().filter(origins -> !origins.isEmpty()).isPresent()) {
            fields.add(typed.text("return_url", "Leads to afterwards", null)
                    .hinted("A page of yours that the person sees after a consent that went well. Leave it empty for"
                            + " a page of this vault."));
        }
        Block about = Block.of(
                        null,
                        "Somebody at the tenant opens the link, reads what is asked for, and allows it at DocuSign."
                                + " Nothing changes for the connection until then.")
                .with(Form.changing(
                        viewer,
                        Paths.consentLinks(connection.tenant(), connection.connection()),
                        fields,
                        "Make the link"));
        return new Content("New consent link", ConnectionForms.up(connection), typed.around(about));
    }

    private List<Form.Option> lives() {
        return Stream.concat(
                        Stream.of(
                                new Form.Option("", "As usual here: " + Moments.span(configuration.linkLife()), true)),
                        LIVES.stream()
                                .filter(life -> life.compareTo(configuration.longestLinkLife()) <= 0)
                                .map(life ->
                                        new Form.Option(Long.toString(life.toSeconds()), Moments.span(life), false)))
                .toList();
    }

    /** What the form asks for. Fails with 422 where the life is no number. */
    static ConsentLinkRequest wanted(PostedForm form) {
        try {
            String life = form.text("expires_in");
            return new ConsentLinkRequest(
                    life == null ? null : Long.valueOf(life), form.text("return_url"), form.text("kind"));
        } catch (NumberFormatException e) {
            throw Problem.invalidField("expires_in", "must be one of these").toException();
        }
    }

    /** The one page that shows it. */
    Content made(ConnectionView connection, ConsentLinkView link) {
        Instant now = time.instant();
        return new Content(
                "The consent link",
                ConnectionForms.up(connection),
                List.of(
                        Block.of(
                                        null,
                                        "Copy it now: it is shown this once, and nobody can look it up later. If it is"
                                                + " lost, make another one.")
                                .in(Mood.GOOD)
                                .withCode(link.consentUrl()),
                        Block.facts(
                                null,
                                List.of(
                                        Fact.of("Ends", Moments.of(link.expiresAt(), now)),
                                        Fact.of(
                                                "How to send it",
                                                "To the one person who is to consent, by a way that nobody else"
                                                        + " reads: whoever has the link can begin with it."),
                                        Fact.of(
                                                "Works",
                                                "Once: after a consent has come of it, it opens nothing any more."
                                                        + " Until then it can be opened again."),
                                        Fact.of(
                                                "What comes next",
                                                "After the consent the connection is active, or waits on its page"
                                                        + " until you confirm whose it is.")))));
    }
}
