package io.countersign.console;

import io.countersign.integration.ClientSecretView;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.integration.RsaKeyView;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The forms by which client secrets and RSA keys of an integration come and go. What was typed is not shown again. */
@ApplicationScoped
class CredentialPages {
    private final Integrations integrations;

    CredentialPages(Integrations integrations) {
        this.integrations = integrations;
    }

    /** Whether it can have client secrets. */
    static boolean isConfidential(IntegrationView view) {
        return view.clientType().equals("confidential");
    }

    /** Fails with 409 where other secrets or keys are there than when the form was made, with 404 without any. */
    Uni<Void> requireUnchanged(PostedForm form, String integration) {
        return integrations
                .get(integration)
                .invoke(view -> Shown.require(form, mark(view), "What this integration has of secrets and keys"))
                .replaceWithVoid();
    }

    private static String mark(IntegrationView view) {
        return Shown.mark(view.createdAt(), view.clientSecrets(), view.rsaKeys());
    }

    /** Where a client secret is added. Fails with 404 where there is no such integration, as all of these do. */
    Uni<Content> addSecret(Viewer viewer, String integration, Typed typed) {
        return integrations.get(integration).map(view -> {
            Form form = Form.changing(
                    viewer,
                    Paths.clientSecrets(integration),
                    List.of(
                            Shown.field(typed, mark(view)),
                            typed.secret("client_secret", "Client secret")
                                    .needed()
                                    .hinted("As DocuSign showed it. It is stored encrypted, and not shown again.")),
                    "Add the client secret");
            Block about = Block.of(
                            null,
                            "Those that are there stay, and the one that worked last is tried first. So a secret is"
                                    + " replaced without a gap: make a new one at DocuSign, add it here, see that"
                                    + " connections are renewed, then delete the old one here and there.")
                    .with(form);
            return new Content("Add a client secret", up(integration), typed.around(about));
        });
    }

    /** Where an RSA key is pasted, or made. */
    Uni<Content> addKey(Viewer viewer, String integration, Typed typed) {
        return integrations.get(integration).map(view -> {
            Form form = Form.changing(
                    viewer,
                    Paths.rsaKeys(integration),
                    List.of(
                            Shown.field(typed, mark(view)),
                            typed.secretLines("private_key", "Private key, if you have one already")
                                    .hinted("Whole, in PEM, as DocuSign showed it, and not encrypted. Leave it empty,"
                                            + " and the vault makes a pair of which nobody ever sees the private"
                                            + " half.")),
                    "Add the RSA key");
            Block about = Block.of(
                            null,
                            "Connections that impersonate a user (JWT) need one. The private half is stored encrypted"
                                    + " and not shown again; the public half stands on the integration's page, to be"
                                    + " copied to DocuSign. Those that are there stay: delete the old one when the new"
                                    + " one works.")
                    .with(form);
            return new Content("Add an RSA key", up(integration), typed.around(about));
        });
    }

    /** What it means to delete that client secret. */
    Uni<Content> deleteSecret(Viewer viewer, String integration, String id) {
        return integrations.get(integration).map(view -> {
            require(view.clientSecrets().stream().map(ClientSecretView::id).anyMatch(it -> id.equals(it.toString())));
            int others = view.clientSecrets().size() - 1;
            Block about = others == 0
                    ? Block.of(
                                    null,
                                    "This is the only client secret of “" + view.name() + "”. Once it is deleted, no"
                                            + " connection with a refresh token of this integration is renewed, and"
                                            + " nobody can consent, until another one is added: programs get tokens for"
                                            + " as long as the last ones live, 8 hours at most. Add the new one"
                                            + " first.")
                            .in(Mood.BAD)
                    : Block.of(
                            null,
                            "Connections of “" + view.name() + "” belong to no single secret: they are renewed with"
                                    + " what remains, " + counted(others, "other client secret") + ". If DocuSign"
                                    + " takes none of those, the integration is flagged and nothing is renewed until"
                                    + " one is added that it does take.");
            return deletion(viewer, view, about, "client secret", id, Paths.deletionOfClientSecret(integration, id));
        });
    }

    /** What it means to delete that RSA key. */
    Uni<Content> deleteKey(Viewer viewer, String integration, String id) {
        return integrations.get(integration).map(view -> {
            require(view.rsaKeys().stream().map(RsaKeyView::id).anyMatch(it -> id.equals(it.toString())));
            int others = view.rsaKeys().size() - 1;
            Block about = others == 0
                    ? Block.of(
                                    null,
                                    "This is the only RSA key of “" + view.name() + "”. Once it is deleted, no"
                                            + " connection that impersonates a user is renewed until another one is"
                                            + " added and registered at DocuSign. Add the new one first.")
                            .in(Mood.BAD)
                    : Block.of(
                            null,
                            "Connections that impersonate a user go on with what remains, "
                                    + counted(others, "other RSA key") + ", if DocuSign has the public half of it.");
            return deletion(viewer, view, about, "RSA key", id, Paths.deletionOfRsaKey(integration, id));
        });
    }

    private static void require(boolean there) {
        if (!there) {
            throw Problem.notFound().toException();
        }
    }

    private static Content deletion(
            Viewer viewer, IntegrationView view, Block about, String what, String id, String path) {
        Form form = Form.changing(viewer, path, List.of(Shown.field(Typed.NOTHING, mark(view))), "Delete the " + what)
                .destroying();
        return new Content(
                "Delete this " + what + "?",
                up(view.name()),
                List.of(
                        about,
                        Block.of(
                                        null,
                                        "It cannot be brought back from here: the vault forgets it, and DocuSign shows"
                                                + " no secret twice. At DocuSign it stays valid until it is deleted"
                                                + " there too.")
                                .with(List.of(Fact.of("To be deleted", id)))
                                .with(form)));
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Link up(String integration) {
        return new Link(integration, Paths.integration(integration));
    }
}
