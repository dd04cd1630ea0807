package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.UserInfo;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For which account an impersonated user's tokens are. */
class BelongingTest {
    private static final HeldAccess HELD = new HeldAccess(Secret.ofText("access"), Instant.EPOCH);

    private static UserInfo user(String sub, @Nullable String email, String... accounts) {
        return new UserInfo(
                sub,
                null,
                email,
                Stream.of(accounts)
                        .map(id -> new UserInfo.Account(id, null, URI.create("https://demo.docusign.net")))
                        .toList());
    }

    private static Belonging pinned(@Nullable String account, @Nullable String email) {
        return new Belonging("user-k", account, email, null, null);
    }

    private static Object chosen(Belonging belonging, UserInfo user) {
        return switch (belonging.choose(user)) {
            case Belonging.Choice.Chosen chosen -> chosen.account().accountId();
            case Belonging.Choice.Refused refused -> refused.error();
        };
    }

    @Test
    void thePinnedAccountElseTheDefaultOne() {
        assertThat(chosen(pinned("B", null), user("USER-K", null, "a", "b"))).isEqualTo("b");
        assertThat(chosen(pinned(null, null), user("user-k", null, "a", "b"))).isEqualTo("a");
        assertThat(chosen(pinned("c", null), user("user-k", null, "a", "b"))).isEqualTo(LastError.ACCOUNT_MISMATCH);
        assertThat(chosen(pinned(null, null), user("user-k", null))).isEqualTo(LastError.NO_ACCOUNT);
    }

    /** Somebody confirmed it, or it was the account before a disconnect. */
    @Test
    void theAccountSoFarComesBeforeTheDefaultOneAndAfterThePinnedOne() {
        UserInfo user = user("user-k", null, "a", "b", "c");

        assertThat(chosen(new Belonging("user-k", null, null, "B", null), user)).isEqualTo("b");
        assertThat(chosen(new Belonging("user-k", "c", null, "B", null), user)).isEqualTo("c");
        assertThat(chosen(new Belonging("user-k", null, null, "x", null), user)).isEqualTo("a");
    }

    /** Nothing seals an account without a token: whoever writes to the database could name another address there. */
    @Test
    void whatStandsBesideNoTokenIsAskedFor() {
        assertThat(new Belonging("user-k", null, null, "a", null).isSettled(null))
                .isFalse();
    }

    @Test
    void thePinnedAddressWithoutRegardToTheCaseOfAsciiAlone() {
        assertThat(chosen(pinned(null, "Kim@a.example"), user("user-k", " kim@A.example", "a")))
                .isEqualTo("a");
        assertThat(List.of(
                        chosen(pinned(null, "kim@a.example"), user("user-k", "\u212Aim@a.example", "a")),
                        chosen(pinned(null, "kim@a.example"), user("user-k", null, "a"))))
                .containsOnly(LastError.EMAIL_MISMATCH);
    }

    @Test
    void nobodyElsesTokenIsTaken() {
        assertThat(chosen(pinned(null, null), user("user-x", null, "a"))).isEqualTo(LastError.USER_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        ",,,false",
        ",,a,true",
        "A,,a,true",
        "b,,a,false",
        ",k@a.example,a,true",
        ",x@a.example,a,false",
    })
    void userinfoIsAskedWhereTheAccountIsUnknownOrFitsThePinsNoMore(
            @Nullable String account, @Nullable String email, @Nullable String known, boolean settled) {
        assertThat(new Belonging("user-k", account, email, known, "K@a.example").isSettled(HELD))
                .isEqualTo(settled);
    }
}
