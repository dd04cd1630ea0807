package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfo;
import io.countersign.docusign.UserInfoAnswer;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** DocuSign's users, what they consented to, and the keys that it takes: what answers assertions, and the oracle. */
final class SimulatedConsents {
    private static final int BAD_REQUEST = 400;
    private static final URI NOWHERE = URI.create("http://localhost");

    /** A user as an assertion finds it. */
    static final class User {
        final Set<String> consented = new HashSet<>();
        boolean gone;

        boolean grants(List<String> scopes) {
            return !gone && consented.containsAll(scopes);
        }
    }

    /** What was true when DocuSign refused an assertion. */
    record Refusal(Set<String> consented, boolean gone, List<String> asked) {}

    private final SimulatedTime time;
    private final Function<ConnectionId, TokenAnswer> tokens;
    private final Map<String, User> users = new HashMap<>();
    private final Map<UUID, Refusal> refusals = new HashMap<>();
    final Set<String> keys = new HashSet<>();

    /** Until then the clocks differ so much that each assertion has expired. */
    long skewedUntil = SimulatedRow.NEVER;

    SimulatedConsents(SimulatedTime time, Function<ConnectionId, TokenAnswer> tokens) {
        this.time = time;
        this.tokens = tokens;
    }

    User user(String id) {
        return users.computeIfAbsent(id, none -> new User());
    }

    /** Whether an assertion would bring a token now: for the wanted scopes, or for those that were granted before. */
    boolean grants(SimulatedRow row, List<String> wanted) {
        User user = user(row.id.tenant());
        return user.grants(wanted) || !row.scopes.isEmpty() && user.grants(row.scopes);
    }

    TokenAnswer answer(AssertionProgress call, String key) {
        User user = user(call.user().belonging().userId());
        if (!keys.contains(key)) {
            return refused("invalid_grant", Meaning.KEY_REFUSED);
        }
        if (time.now() < skewedUntil) {
            return refused("expired_grant", Meaning.EXPIRED_ASSERTION);
        }
        if (user.grants(call.scopes())) {
            return tokens.apply(call.lease().id());
        }
        refusals.put(call.lease().attempt(), new Refusal(Set.copyOf(user.consented), user.gone, call.scopes()));
        return user.gone
                ? refused("user_not_found", Meaning.USER_GONE)
                : refused("consent_required", Meaning.NEEDS_CONSENT);
    }

    private static TokenAnswer refused(String error, Meaning meaning) {
        return new TokenAnswer.Refused(BAD_REQUEST, error, null, meaning, null);
    }

    /** The last one of that attempt, which it need not have heard. */
    @Nullable
    Refusal lastRefusal(UUID attempt) {
        return refusals.get(attempt);
    }

    /** Whose token that is, with one account. */
    static UserInfoAnswer whose(String user) {
        return new UserInfoAnswer.Known(
                new UserInfo(user, null, null, List.of(new UserInfo.Account("account of " + user, null, NOWHERE))),
                List.of());
    }
}
