package io.countersign.console;

import io.countersign.caller.HeldPermissions;
import io.countersign.caller.Permission;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there is to say of one connection: its state and what to do, the lives of its tokens, and whose it is. */
final class ConnectionContent {
    /** How long DocuSign lets them live, by the grant (developers.docusign.com, "Authentication"). */
    private static final Duration ACCESS_OF_CODE = Duration.ofHours(8);

    private static final Duration ACCESS_OF_ASSERTION = Duration.ofHours(1);
    private static final Duration REFRESH = Duration.ofDays(30);

    private ConnectionContent() {}

    /** Its state, and what waits. */
    static List<Block> standing(ConnectionView view, Instant now) {
        StateWords state = StateWords.of(view);
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(null, state.label() + ". " + state.means())
                .in(state.mood())
                .withLives(lives(view, now)));
        String error = view.lastError();
        // A reason that the state has told already is no news.
        if (error != null && !error.equals(view.reason())) {
            blocks.add(Block.of("Last error", ErrorWords.of(error) + " (" + error + ")")
                    .in(Mood.CAUTION));
        }
        ConnectionView.Pending pending = view.pending();
        if (pending != null) {
            blocks.add(Block.facts("Waiting", waiting(pending, now)));
        }
        return blocks;
    }

    /** What does not change from hour to hour. */
    static List<Block> details(ConnectionView view, HeldPermissions may, Instant now) {
        return List.of(Block.facts("Whose it is", whose(view)), Block.facts("Settings", settings(view, may, now)));
    }

    /** Only while tokens are issued or could be: what was destroyed has no life. */
    private static List<Life> lives(ConnectionView view, Instant now) {
        List<Life> lives = new ArrayList<>();
        boolean held = ConnectionState.named(view.state()) != ConnectionState.DISCONNECTED;
        Instant access = view.accessTokenExpiresAt();
        if (held && access != null) {
            Duration usual = view.grant().equals("jwt_bearer") ? ACCESS_OF_ASSERTION : ACCESS_OF_CODE;
            lives.add(Life.of("Access token", access, usual, now));
        }
        Instant refresh = view.refreshTokenExpiresAt();
        if (held && refresh != null) {
            lives.add(Life.of("Refresh token", refresh, REFRESH, now));
        }
        return lives;
    }

    private static List<Fact> waiting(ConnectionView.Pending pending, Instant now) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.of("Consent", pending.consentId()),
                Fact.of("Who", user(pending.user())),
                Fact.of(
                        "Accounts",
                        pending.accounts().stream()
                                .map(ConnectionContent::account)
                                .collect(Collectors.joining("; "))),
                Fact.of("Destroyed unless confirmed", Moments.of(pending.expiresAt(), now))));
        if (pending.accountId() != null) {
            facts.add(Fact.of("Account that was chosen", pending.accountId()));
        }
        if (pending.lastError() != null) {
            facts.add(Fact.of("Does not fit", pending.lastError()));
        }
        return facts;
    }

    private static List<Fact> whose(ConnectionView view) {
        Account account = view.account();
        return List.of(
                Fact.of("DocuSign user", user(view.user())),
                Fact.of("Account", account == null ? null : account(account)),
                Fact.of("Base URI", account == null ? null : account.baseUri()),
                Fact.of("Expected account", view.expectedAccountId()),
                Fact.of("Expected e-mail", view.expectedEmail()),
                Fact.of("Impersonated user", view.userId()));
    }

    private static List<Fact> settings(ConnectionView view, HeldPermissions may, Instant now) {
        Cell integration = may.everywhere(Permission.INTEGRATION_READ)
                ? Cell.of(new Link(view.integration(), Paths.integration(view.integration())))
                : Cell.of(view.integration());
        List<String> granted = view.grantedScopes();
        return List.of(
                new Fact("Integration", integration),
                Fact.of("Environment", view.environment()),
                Fact.of("Grant", view.grant()),
                Fact.of("Scopes", String.join(" ", view.scopes())),
                Fact.of("Scopes consented to", granted == null ? null : String.join(" ", granted)),
                Fact.of(
                        "Last renewed",
                        view.lastRefreshedAt() == null ? null : Moments.of(view.lastRefreshedAt(), now)));
    }

    private static @Nullable String user(ConnectionView.@Nullable User user) {
        if (user == null) {
            return null;
        }
        String name = user.name() == null ? user.sub() : user.name();
        return user.email() == null ? name : name + ", " + user.email();
    }

    private static String account(Account account) {
        return account.accountName() == null
                ? account.accountId()
                : account.accountName() + " (" + account.accountId() + ")";
    }
}
