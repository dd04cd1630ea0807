package io.countersign.console;

import io.countersign.caller.ApiKeyView;
import io.countersign.caller.CallerView;
import io.countersign.caller.Callers;
import io.countersign.integration.PublicUrl;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The forms by which callers, their grants and their keys come and go. Each fails with 404 where there is no such. */
@ApplicationScoped
class CallerForms {
    private final Callers callers;
    private final PublicUrl publicUrl;
    private final InstantSource time;

    CallerForms(Callers callers, PublicUrl publicUrl, InstantSource time) {
        this.callers = callers;
        this.publicUrl = publicUrl;
        this.time = time;
    }

    /** Where a caller is made. */
    Content makeOne(Viewer viewer, Typed typed) {
        List<Form.Field> fields = new ArrayList<>();
        fields.add(typed.text("caller", "Name", null)
                .needed()
                .hinted("Lower-case letters, digits and hyphens. The audit trail tells by it who did something, so give"
                        + " each program, and each person, a caller of its own."));
        fields.addAll(GrantForm.fields(typed));
        Block about = Block.of(
                        null,
                        "A caller is a program, or a person, that asks the vault for something. It begins with one"
                                + " grant; more of them, and its API keys, are made on its page afterwards. Grant no"
                                + " more than it needs.")
                .with(Form.changing(viewer, Paths.newCaller(), fields, "Make the caller"));
        return new Content("New caller", Menu.CALLERS.link(), typed.around(about));
    }

    /** Where a grant is added. */
    Uni<Content> addGrant(Viewer viewer, String caller, Typed typed) {
        return callers.get(caller).map(view -> {
            List<Form.Field> fields = new ArrayList<>();
            fields.add(Shown.field(typed, CallerSubmissions.grantsOf(view)));
            fields.addAll(GrantForm.fields(typed));
            Block about = Block.of(
                            null,
                            "What it may do already, it still may. The new grant counts within seconds, for all of its"
                                    + " API keys and identities.")
                    .with(Form.changing(viewer, Paths.grants(caller), fields, "Add the grant"));
            return new Content("Add a grant", up(caller), typed.around(about));
        });
    }

    /** What it means to take a grant away. */
    Uni<Content> takeGrant(Viewer viewer, String caller, String position) {
        return callers.get(caller).map(view -> {
            int at = CallerSubmissions.position(view, position);
            CallerView.GrantView grant = view.grants().get(at);
            Block about = Block.of(
                            null,
                            "From the next seconds on, “" + caller + "” is refused what this grant allowed, unless"
                                    + " another one of its grants allows it too. Access tokens that it has got already"
                                    + " stay good at DocuSign until they end, 8 hours at most.")
                    .with(List.of(
                            Fact.of("Permissions", String.join(", ", grant.permissions())),
                            Fact.of("Tenants", CallerPages.tenants(grant)),
                            Fact.of("Connections", CallerPages.connections(grant))))
                    .with(Form.changing(
                                    viewer,
                                    Paths.deletionOfGrant(caller, at),
                                    List.of(Shown.field(Typed.NOTHING, CallerSubmissions.grantsOf(view))),
                                    "Take this grant away")
                            .destroying());
            return new Content("Take this grant away?", up(caller), List.of(about));
        });
    }

    /** Where an API key is made. */
    Uni<Content> makeKey(Viewer viewer, String caller, Typed typed) {
        return callers.get(caller).map(view -> {
            Form form = Form.changing(
                    viewer,
                    Paths.apiKeys(caller),
                    List.of(
                            Shown.field(typed, CallerSubmissions.keysOf(view)),
                            typed.choice(
                                            "expires_in",
                                            "It ends after",
                                            Stream.of(30, 90, 365)
                                                    .map(CallerForms::days)
                                                    .toList())
                                    .needed()
                                    .hinted("Then it is refused. Choose a time within which you will replace it.")),
                    "Make the key");
            Block about = Block.of(
                            null,
                            "The key is shown once, on the next page. Those that are there stay: delete the old one"
                                    + " when nothing uses it any more.")
                    .with(form);
            return new Content("Make an API key", up(caller), typed.around(about));
        });
    }

    private static Form.Option days(int days) {
        return new Form.Option(Long.toString(Duration.ofDays(days).toSeconds()), days + " days", days == 90);
    }

    /** The one time that a key is shown. */
    Uni<Content> newKey(String caller, Uni<ApiKeyView> made) {
        return made.map(key -> newKey(caller, key));
    }

    private Content newKey(String caller, ApiKeyView key) {
        Block shown = Block.of(
                        null,
                        "This is the key. It is shown now and never again: the vault keeps nothing of which it could"
                                + " be made anew. Put it where the program takes its secrets from. It ends "
                                + Moments.of(key.expiresAt(), time.instant()) + ".")
                .in(Mood.CAUTION)
                .withCode(key.apiKey());
        Block use = Block.of(
                        "How it is used",
                        "It goes with each request, in the header Authorization. In a shell that has it in a variable,"
                                + " so that it stands in no history:")
                .withCode("curl --header \"Authorization: Bearer $API_KEY\" " + publicUrl.value() + "/v1/connections");
        Block old = Block.of(
                        "If it replaces another one",
                        "Both are good now. Give the new one to everything that uses the old one, see that it works,"
                                + " and then delete the old one on the caller's page. If this page gets lost, delete"
                                + " this key, " + key.id() + ", and make another.")
                .withLinks(List.of(new Link("Back to " + caller, Paths.caller(caller))));
        return new Content("A new API key", up(caller), List.of(shown, use, old));
    }

    /** What it means to delete that key. */
    Uni<Content> deleteKey(Viewer viewer, String caller, String id) {
        return callers.get(caller).map(view -> {
            requireKey(view, id);
            List<Block> blocks = new ArrayList<>();
            if (id.equals(viewer.keyId())) {
                blocks.add(Block.of(
                                null,
                                "You are signed in with this key: you are signed out as soon as it is deleted, and need"
                                        + " another key to come back.")
                        .in(Mood.BAD));
            }
            blocks.add(Block.of(
                            null,
                            "Whatever uses this key is refused from the next request on, within 5 seconds on every"
                                    + " replica, and so are consoles that were opened with it. It cannot be brought"
                                    + " back. Access tokens that were got with it stay good at DocuSign until they end,"
                                    + " 8 hours at most.")
                    .with(List.of(Fact.of("Key", id)))
                    .with(Form.changing(
                                    viewer,
                                    Paths.deletionOfApiKey(caller, id),
                                    List.of(Shown.field(Typed.NOTHING, CallerSubmissions.keysOf(view))),
                                    "Delete the key")
                            .destroying()));
            return new Content("Delete this API key?", up(caller), blocks);
        });
    }

    private static void requireKey(CallerView view, String id) {
        if (view.apiKeys().stream().noneMatch(key -> key.id().equals(id))) {
            throw Problem.notFound().toException();
        }
    }

    /** What it means to delete it. */
    Uni<Content> delete(Viewer viewer, String caller) {
        return callers.get(caller).map(view -> {
            List<Block> blocks = new ArrayList<>();
            if (view.apiKeys().stream().anyMatch(key -> key.id().equals(viewer.keyId()))) {
                blocks.add(Block.of(
                                null,
                                "You are signed in with a key of this caller: you are signed out as soon as it is"
                                        + " deleted.")
                        .in(Mood.BAD));
            }
            blocks.add(Block.of(
                            null,
                            "“" + caller + "” goes with its " + view.apiKeys().size() + " API keys, its grants and its"
                                    + " identities, for good. Whatever uses them is refused from the next request on,"
                                    + " within 5 seconds on every replica. What it did stays in the audit trail. A"
                                    + " caller that is made under this name later has none of its keys.")
                    .with(Form.changing(
                                    viewer,
                                    Paths.deletionOfCaller(caller),
                                    List.of(Shown.field(Typed.NOTHING, CallerSubmissions.allOf(view))),
                                    "Delete the caller")
                            .destroying()));
            return new Content("Delete this caller?", up(caller), blocks);
        });
    }

    private static Link up(String caller) {
        return new Link(caller, Paths.caller(caller));
    }
}
