package io.countersign.console;

import io.countersign.connection.ConnectionMark;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.grant.Disconnected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a disconnect destroys, before and after it does. */
final class DisconnectionPages {
    /** The {@link ConnectionMark} of what was shown. */
    static final String MARK = "mark";

    private DisconnectionPages() {}

    static Content before(ConnectionView connection, ConnectionMark mark, Viewer viewer, Typed typed, Instant now) {
        Form form = Form.changing(
                        viewer,
                        Paths.disconnection(connection.tenant(), connection.connection()),
                        List.of(Form.Field.hidden(MARK, mark.text())),
                        isDisconnected(connection) ? "Withdraw the links" : "Disconnect")
                .destroying();
        Block about = isDisconnected(connection)
                ? Block.of(
                        null,
                        "The connection is disconnected, and has no tokens. This takes back what was begun since:"
                                + " consent links that were not used lead nowhere any more.")
                : Block.facts(null, consequences(connection, now));
        return new Content(
                isDisconnected(connection)
                        ? "Withdraw the links of " + name(connection) + "?"
                        : "Disconnect " + name(connection) + "?",
                ConnectionForms.up(connection),
                typed.around(about.with(form)));
    }

    private static List<Fact> consequences(ConnectionView connection, Instant now) {
        List<Fact> facts = new ArrayList<>();
        ConnectionView.User user = connection.user();
        if (user != null) {
            facts.add(Fact.of("Connected by", user.email() == null ? user.sub() : user.email()));
        }
        ConnectionView.Pending pending = connection.pending();
        if (pending != null) {
            facts.add(Fact.of("Waits", waiting(pending)));
        }
        facts.add(Fact.of(
                "Is destroyed",
                "The connection’s tokens, here and for good; and what waits: a consent or an import that nobody has"
                        + " confirmed, and links that were not used."));
        facts.add(Fact.of(
                "Stops",
                "No token is issued any more, on any replica, within seconds. The connection and its settings stay, and"
                        + " a new consent leads back."));
        Instant works = connection.accessTokenExpiresAt();
        if (works != null && works.isAfter(now)) {
            facts.add(Fact.of(
                    "Goes on",
                    "An access token that was issued before works at DocuSign until it ends, " + Moments.of(works, now)
                            + ": DocuSign cannot be told to end it."));
        }
        facts.add(Fact.of(
                "Stays at DocuSign",
                "The person’s consent, until they withdraw it there: My Preferences, Connected Apps."));
        return facts;
    }

    private static String waiting(ConnectionView.Pending pending) {
        ConnectionView.User user = pending.user();
        return user == null
                ? "An import whose token is not proven yet"
                : "A consent of " + (user.email() == null ? user.sub() : user.email());
    }

    static Content after(ConnectionView connection, Disconnected answer, Instant now) {
        Instant works = answer.accessTokenExpiresAt();
        List<Fact> facts = new ArrayList<>();
        if (works != null) {
            facts.add(Fact.of(
                    "Goes on",
                    (works.isAfter(now)
                                    ? "The access token that was issued last works at DocuSign until "
                                    : "The access token that was issued last has ended at DocuSign: ")
                            + Moments.of(works, now) + "."));
        }
        facts.add(Fact.of(
                "Stays at DocuSign",
                "The person’s consent, until they withdraw it there: My Preferences, Connected Apps."));
        facts.add(Fact.of("The way back", "A new consent link, and a new consent."));
        return new Content(
                "Disconnected",
                ConnectionForms.up(connection),
                List.of(
                        Block.of(
                                        null,
                                        "The tokens of " + name(connection) + " are destroyed here, together with what"
                                                + " waited. Links from before lead nowhere.")
                                .in(Mood.GOOD),
                        Block.facts(null, facts)));
    }

    private static boolean isDisconnected(ConnectionView connection) {
        return ConnectionState.named(connection.state()) == ConnectionState.DISCONNECTED;
    }

    private static String name(ConnectionView connection) {
        return connection.tenant() + " / " + connection.connection();
    }
}
