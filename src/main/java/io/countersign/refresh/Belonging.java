package io.countersign.refresh;

import io.countersign.connection.AsciiCase;
import io.countersign.docusign.UserInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom an impersonated connection belongs to: the user, the pins, and what is known already. Nobody chooses an account
 * in a browser here, so this does.
 *
 * @param userId the user's id (GUID) that is impersonated
 * @param pinnedAccount the pinned account's id, or null
 * @param pinnedEmail the pinned e-mail address, or null
 * @param account the id of the account that the tokens were for so far, or that somebody chose, or null
 * @param email the user's address as it was last told, or null
 */
record Belonging(
        String userId,
        @Nullable String pinnedAccount,
        @Nullable String pinnedEmail,
        @Nullable String account,
        @Nullable String email) {

    /** What userinfo makes of it. */
    sealed interface Choice {

        /** The tokens are for that account. */
        record Chosen(UserInfo user, UserInfo.Account account) implements Choice {}

        /** They are for nobody whom the connection may belong to. */
        record Refused(LastError error) implements Choice {}
    }

    /**
     * Whether tokens can be stored without asking whose they are: that is known, and still fits the pins. Account and
     * address are known only from beside a token that opened, since its seal binds them: what stands in a row without
     * one, whoever writes to the database may have put there.
     *
     * @param held the access token that there is, or null
     */
    boolean isSettled(@Nullable HeldAccess held) {
        return held != null && account != null && isPinned(account) && isPinnedEmail(email);
    }

    /** The pinned account, else the one so far, else the default one, which is the first. */
    Choice choose(UserInfo user) {
        if (!AsciiCase.same(userId, user.sub())) {
            return new Choice.Refused(LastError.USER_MISMATCH);
        }
        if (!isPinnedEmail(user.email())) {
            return new Choice.Refused(LastError.EMAIL_MISMATCH);
        }
        if (user.accounts().isEmpty()) {
            return new Choice.Refused(LastError.NO_ACCOUNT);
        }
        List<UserInfo.Account> possible = user.accounts().stream()
                .filter(listed -> isPinned(listed.accountId()))
                .toList();
        if (possible.isEmpty()) {
            return new Choice.Refused(LastError.ACCOUNT_MISMATCH);
        }
        UserInfo.Account chosen = possible.stream()
                .filter(listed -> account != null && AsciiCase.same(account, listed.accountId()))
                .findFirst()
                .orElse(possible.getFirst());
        return new Choice.Chosen(user, chosen);
    }

    private boolean isPinned(String accountId) {
        return pinnedAccount == null || AsciiCase.same(pinnedAccount, accountId);
    }

    private boolean isPinnedEmail(@Nullable String address) {
        return pinnedEmail == null || (address != null && AsciiCase.sameAddress(pinnedEmail, address));
    }
}
