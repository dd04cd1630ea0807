package io.countersign.console;

import io.countersign.connection.Account;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.GrantType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a connection's own page offers to whoever manages it, as the connection stands. */
final class ConnectionForms {
    private ConnectionForms() {}

    static List<Block> of(ConnectionView connection, Viewer viewer, Instant now) {
        Set<ConnectionAction> actions = ConnectionAction.of(connection);
        List<Block> blocks = new ArrayList<>();
        for (ConnectionAction action : actions) {
            Block block = block(action, connection, viewer, now);
            if (block != null) {
                blocks.add(block);
            }
        }
        blocks.add(Block.links(actions.stream()
                .map(action -> link(action, connection))
                .filter(Objects::nonNull)
                .toList()));
        return blocks;
    }

    private static @Nullable Block block(
            ConnectionAction action, ConnectionView connection, Viewer viewer, Instant now) {
        return switch (action) {
            case CONFIRM -> confirm(connection, viewer, Typed.NOTHING);
            case REFUSE -> refuse(connection, now);
            case RETRY -> retry(connection, viewer);
            case LINK, ADMIN_LINK, DISCONNECT, WITHDRAW -> null;
        };
    }

    private static @Nullable Link link(ConnectionAction action, ConnectionView connection) {
        return switch (action) {
            case LINK ->
                new Link("Make a consent link", Paths.consentLinks(connection.tenant(), connection.connection()));
            case DISCONNECT ->
                new Link("Disconnect …", Paths.disconnection(connection.tenant(), connection.connection()));
            case WITHDRAW ->
                new Link("Withdraw links …", Paths.disconnection(connection.tenant(), connection.connection()));
            case CONFIRM, REFUSE, RETRY, ADMIN_LINK -> null;
        };
    }

    /** Of exactly the consent that is shown. Only where one waits that is proven. */
    static Block confirm(ConnectionView connection, Viewer viewer, Typed typed) {
        ConnectionView.Pending pending = Objects.requireNonNull(connection.pending());
        List<Form.Field> fields = new ArrayList<>();
        fields.add(Form.Field.hidden("consent_id", pending.consentId()));
        if (pending.accounts().size() > 1 && connection.expectedAccountId() == null) {
            fields.add(typed.choice("account_id", "Account", accounts(connection, pending))
                    .needed()
                    .hinted("The one that this connection shall work with. The person’s default one comes first."));
        }
        return Block.of(
                        "Confirm",
                        "Make sure that this person may act for the tenant, and that the account is the one that is"
                                + " meant. From then on tokens for it are issued here, and tokens that the connection"
                                + " has now are replaced by theirs.")
                .with(Form.changing(
                        viewer,
                        Paths.confirmation(connection.tenant(), connection.connection()),
                        fields,
                        "Confirm this one"));
    }

    /** None is chosen for somebody whom nobody asked; but whoever is impersonated has a default one. */
    private static List<Form.Option> accounts(ConnectionView connection, ConnectionView.Pending pending) {
        String chosen = pending.accountId() == null && GrantType.named(connection.grant()) == GrantType.JWT_BEARER
                ? pending.accounts().getFirst().accountId()
                : pending.accountId();
        return Stream.concat(
                        Stream.of(new Form.Option("", "Choose one", chosen == null)),
                        pending.accounts().stream()
                                .map(account -> new Form.Option(
                                        account.accountId(),
                                        label(account),
                                        account.accountId().equals(chosen))))
                .toList();
    }

    private static String label(Account account) {
        return account.accountName() == null
                ? account.accountId()
                : account.accountName() + " (" + account.accountId() + ")";
    }

    private static Block refuse(ConnectionView connection, Instant now) {
        ConnectionView.Pending pending = Objects.requireNonNull(connection.pending());
        String wrong = pending.lastError() == null
                ? "Not the right one? "
                : "It does not fit what the connection expects, so it cannot be confirmed. If it is right, correct the"
                        + " connection’s settings over the API. If not: ";
        return Block.of(
                        "Refuse",
                        wrong + "What waits cannot be refused by itself. Leave it, and it is destroyed "
                                + Moments.distance(pending.expiresAt(), now)
                                + "; or disconnect, which destroys it now, together with the tokens that the connection"
                                + " has.")
                .withLinks(List.of(new Link(
                        "Refuse by disconnecting …",
                        Paths.disconnection(connection.tenant(), connection.connection()))));
    }

    private static Block retry(ConnectionView connection, Viewer viewer) {
        return Block.of(
                        "Retry",
                        "DocuSign is asked once more now, whatever was concluded before. Open this page again after a"
                                + " few seconds: it is active again if DocuSign grants the tokens. If it refuses"
                                + " again, somebody at the tenant has to consent.")
                .with(Form.changing(
                        viewer, Paths.retry(connection.tenant(), connection.connection()), List.of(), "Retry now"));
    }

    /** After a confirmation was refused: the form, as long as the same one waits. */
    static Content confirmAgain(ConnectionView connection, Viewer viewer, Typed typed) {
        PostedForm form = Objects.requireNonNull(typed.form());
        ConnectionView.Pending pending = connection.pending();
        boolean same = pending != null && form.has("consent_id", pending.consentId());
        Block block = same
                ? confirm(connection, viewer, typed)
                : Block.of(null, "Open the connection’s page: it shows what waits now, if anything does.");
        return new Content("Confirm", up(connection), typed.around(block));
    }

    /** The way back to the connection. */
    static Link up(ConnectionView connection) {
        return new Link(
                connection.tenant() + " / " + connection.connection(),
                Paths.connection(connection.tenant(), connection.connection()));
    }
}
