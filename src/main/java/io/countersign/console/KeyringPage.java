package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.keyring.KeyringKeyView;
import io.countersign.keyring.KeyringKeys;
import io.countersign.keyring.KeyringView;
import io.countersign.keyring.RewrapView;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Shows the keyring: which keys wrap how much, and how far the last rewrap is. */
@ApplicationScoped
class KeyringPage {
    private final KeyringKeys keys;
    private final InstantSource time;

    KeyringPage(KeyringKeys keys, InstantSource time) {
        this.keys = keys;
        this.time = time;
    }

    /** As it is now. */
    Uni<Content> show(Viewer viewer) {
        return keys.get().map(view -> content(view, viewer));
    }

    private Content content(KeyringView view, Viewer viewer) {
        Instant now = time.instant();
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(
                null,
                "New data keys are wrapped by the key “" + view.primary()
                        + "” of the replica that answered. The keys themselves stand outside the database."));
        RewrapView rewrap = view.rewrap();
        if (rewrap != null) {
            blocks.add(rewrap(rewrap, now));
        }
        boolean manages = viewer.may().everywhere(Permission.KEYRING_MANAGE);
        blocks.add(Block.table("Keys", table(view, now))
                .withLinks(
                        manages
                                ? view.keys().stream()
                                        .filter(key -> mayRetire(key, view.primary()))
                                        .map(key -> new Link("Retire " + key.id(), Paths.retirement(key.id())))
                                        .toList()
                                : List.of()));
        if (manages) {
            blocks.add(Block.of(
                            "Rewrap",
                            "After the primary key was exchanged, this wraps every data key by the new one. Tokens are"
                                    + " issued and renewed all the while; nothing is lost if it is stopped or asked for"
                                    + " twice. Only then can the old key be retired.")
                    .with(Form.changing(viewer, Paths.rewrap(), List.of(), "Rewrap now")));
        }
        return new Content("Keyring", null, blocks);
    }

    /** What it means to retire that key. Fails with 404 for one that nobody knows. */
    Uni<Content> retire(Viewer viewer, String key) {
        return keys.get().map(view -> {
            KeyringKeyView one = find(view, key);
            List<Block> blocks = new ArrayList<>();
            if (mayRetire(one, view.primary())) {
                blocks.add(Block.of(
                                null,
                                "Nothing is wrapped by “" + key + "” now, and nothing ever will be again: the vault"
                                        + " refuses the key from then on, whatever its configuration says. This cannot"
                                        + " be taken back. Backups of the database from before the rewrap open only"
                                        + " with this key, so keep its file as long as you keep those.")
                        .in(Mood.CAUTION)
                        .with(Form.changing(
                                        viewer,
                                        Paths.retirement(key),
                                        List.of(Shown.field(Typed.NOTHING, mark(one, view.primary()))),
                                        "Retire the key")
                                .destroying()));
            } else {
                blocks.add(Block.of(
                        null,
                        "“" + key + "” cannot be retired now: it is retired already, new data keys are wrapped by it,"
                                + " or some still are. Make another key the primary one, rewrap, and wait for the"
                                + " end."));
            }
            return new Content("Retire this key?", Menu.KEYRING.link(), blocks);
        });
    }

    /** Fails with 409 where the key is not any more as it was shown, with 404 for one that nobody knows. */
    Uni<Void> requireUnchanged(PostedForm form, String key) {
        return keys.get()
                .invoke(view -> Shown.require(form, mark(find(view, key), view.primary()), "The key"))
                .replaceWithVoid();
    }

    private static String mark(KeyringKeyView key, String primary) {
        return Shown.mark(key.id(), key.retiredAt(), wrapped(key), primary);
    }

    private static KeyringKeyView find(KeyringView view, String key) {
        return view.keys().stream()
                .filter(one -> one.id().equals(key))
                .findFirst()
                .orElseThrow(() -> Problem.notFound().toException());
    }

    private static boolean mayRetire(KeyringKeyView key, String primary) {
        return key.retiredAt() == null && !key.id().equals(primary) && wrapped(key) == 0;
    }

    private static long wrapped(KeyringKeyView key) {
        return key.tenants() + key.integrations() + key.other();
    }

    private static Block rewrap(RewrapView rewrap, Instant now) {
        Instant finishedAt = rewrap.finishedAt();
        long left = rewrap.total() - rewrap.done();
        String words = finishedAt == null
                ? "It runs, since " + Moments.of(rewrap.startedAt(), now) + "."
                : "It ended " + Moments.of(finishedAt, now) + "."
                        + (left == 0 ? "" : " Some data keys did not open and stayed as they were: see the log.");
        return Block.of("Last rewrap", words + " " + rewrap.done() + " of " + rewrap.total() + " data keys are done.")
                .with(Bar.of(List.of(
                        new Bar.Part("Done", rewrap.done(), Mood.GOOD, Menu.KEYRING.href()),
                        new Bar.Part("Left", left, Mood.QUIET, Menu.KEYRING.href()))));
    }

    private static Table table(KeyringView view, Instant now) {
        return new Table(
                "Which keys wrap how many data keys",
                List.of("Key", "Standing", "Tenants", "Integrations", "Others"),
                view.keys().stream()
                        .map(key -> new Table.Row(
                                Cell.of(key.id()),
                                List.of(
                                        standing(key, view.primary(), now),
                                        Cell.of(key.tenants()),
                                        Cell.of(key.integrations()),
                                        Cell.of(key.other()))))
                        .toList(),
                "There is no key.",
                null);
    }

    private static Cell standing(KeyringKeyView key, String primary, Instant now) {
        if (key.retiredAt() != null) {
            return Cell.of("retired", Mood.QUIET).noted(Moments.of(key.retiredAt(), now));
        }
        if (key.id().equals(primary)) {
            return Cell.of("primary", Mood.GOOD);
        }
        return key.loaded()
                ? Cell.of("at hand", Mood.PLAIN)
                : Cell.of("not at hand", Mood.CAUTION).noted("this replica has not got it");
    }
}
