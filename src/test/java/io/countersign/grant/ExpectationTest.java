package io.countersign.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    private static final Account ONE = new Account("A1-one", "One", "https://demo.docusign.net");
    private static final Account TWO = new Account("a2-two", "Two", "https://demo.docusign.net");
    private static final String EMAIL = "ada@example.com";

    private static Consenter ada(Account... accounts) {
        return new Consenter("ada", "Ada", EMAIL, List.of(accounts));
    }

    private static ConsentOutcome.Connected connected(Account account) {
        return new ConsentOutcome.Connected(account);
    }

    private static ConsentOutcome.Pending pending(Account... accounts) {
        return new ConsentOutcome.Pending(List.of(accounts));
    }

    private static Expectation nothing() {
        return new Expectation(null, null, null, null);
    }

    private static Expectation pinned(String accountId, String email) {
        return new Expectation(accountId, email, null, null);
    }

    private static Expectation known(String sub, String accountId) {
        return new Expectation(null, null, sub, accountId);
    }

    @Test
    void aFirstConsentWithoutPinWaits() {
        assertThat(nothing().judge(ada(ONE))).isEqualTo(pending(ONE));
        assertThat(nothing().judge(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
    }

    @Test
    void aPinThatLeavesOneAccountAccepts() {
        assertThat(pinned(null, EMAIL).judge(ada(ONE))).isEqualTo(connected(ONE));
        assertThat(pinned("a1-ONE", null).judge(ada(ONE, TWO))).isEqualTo(connected(ONE));
        assertThat(pinned("a2-two", EMAIL).judge(ada(ONE, TWO))).isEqualTo(connected(TWO));
    }

    @Test
    void whoIsKnownAndUnverifiedWaitsOrIsRefused() {
        assertThat(known("ada", "a1-one").judgeUnverified(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
        assertThat(new Expectation("a2-two", EMAIL, "ada", "a2-two").judgeUnverified(ada(ONE, TWO)))
                .isEqualTo(pending(TWO));
        assertThat(new Expectation(null, "eve@example.com", "ada", "a1-one").judgeUnverified(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongEmail("eve@example.com"));
    }

    @Test
    void aPinnedPersonWithSeveralAccountsWaits() {
        assertThat(pinned(null, EMAIL).judge(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
    }

    /** One that is chosen of several counts as if there were no other; nobody displaces anybody by it. */
    @Test
    void aChoiceIsJudgedAsAConsentOfThatAccountAlone() {
        Consenter both = ada(ONE, TWO);

        assertThat(pinned(null, EMAIL).judgeChoice(both, TWO)).isEqualTo(connected(TWO));
        assertThat(pinned("a2-TWO", null).judgeChoice(both, TWO)).isEqualTo(connected(TWO));
        assertThat(known("ada", "a2-two").judgeChoice(both, TWO)).isEqualTo(connected(TWO));
        assertThat(nothing().judgeChoice(both, TWO)).isEqualTo(pending(TWO));
        assertThat(new Expectation(null, EMAIL, "bob", "a2-two").judgeChoice(both, TWO))
                .isEqualTo(pending(TWO));
        assertThat(new Expectation(null, EMAIL, "ada", "a3-three").judgeChoice(both, TWO))
                .isEqualTo(pending(TWO));
        assertThat(pinned("a1-one", EMAIL).judgeChoice(both, TWO)).isEqualTo(new ConsentOutcome.WrongAccount("a1-one"));
        assertThat(pinned(null, "bob@example.com").judgeChoice(both, TWO))
                .isEqualTo(new ConsentOutcome.WrongEmail("bob@example.com"));
    }

    @Test
    void onlyDifferentAccountsLeaveAChoice() {
        Account again = new Account("A1-ONE", null, ONE.baseUri());

        assertThat(pending(ONE).leavesAChoice()).isFalse();
        assertThat(pending(ONE, again).leavesAChoice()).isFalse();
        assertThat(pending(ONE, again, TWO).leavesAChoice()).isTrue();
    }

    @Test
    void bothPinsMustMatch() {
        assertThat(pinned("a1-one", "bob@example.com").judge(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongEmail("bob@example.com"));
        assertThat(pinned("another", EMAIL).judge(ada(ONE))).isEqualTo(new ConsentOutcome.WrongAccount("another"));
    }

    @Test
    void addressesAreComparedWithoutRegardToCaseInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            Consenter person = new Consenter("i", null, " INFO@EXAMPLE.COM", List.of(ONE));

            assertThat(pinned(null, "info@example.com").judge(person)).isEqualTo(connected(ONE));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Each is the same in some case mapping or under Unicode's white space, and belongs to somebody else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u212Aisi@example.com",
                "ki\u017Fi@example.com",
                "k\u0130si@example.com",
                "k\u0131si@example.com",
                "\uFF4Bisi@example.com",
                "kisi@example.com\u2003",
                "kisi@example.com\u0000"
            })
    void addressesAreFoldedFromAToZAndNoFurther(String other) {
        for (Locale locale : List.of(Locale.ROOT, Locale.forLanguageTag("tr"))) {
            Locale before = Locale.getDefault();
            try {
                Locale.setDefault(locale);
                assertThat(pinned(null, "kisi@example.com").mayBe(other)).isFalse();
                assertThat(pinned(null, other).mayBe("kisi@example.com")).isFalse();
                assertThat(pinned(null, "kisi@example.com").mayBe("KISI@Example.Com"))
                        .isTrue();
                assertThat(pinned(null, other).mayBe(other)).isTrue();
            } finally {
                Locale.setDefault(before);
            }
        }
    }

    /** A letter that Java's case folding takes for another is another account's. */
    @ParameterizedTest
    @CsvSource({"k1, \u212A1", "s1, \u017F1", "i1, \u0130"})
    void accountsAreFoldedFromAToZAndNoFurther(String pin, String other) {
        Account theirs = new Account(other, "Theirs", "https://demo.docusign.net");

        assertThat(pinned(pin, null).mayBe(theirs)).isFalse();
        assertThat(known("ada", pin).judge(ada(theirs))).isEqualTo(pending(theirs));
    }

    @Test
    void anUnknownAddressIsNotThePinnedOne() {
        Consenter person = new Consenter("ada", "Ada", null, List.of(ONE));

        assertThat(pinned(null, EMAIL).judge(person)).isEqualTo(new ConsentOutcome.WrongEmail(EMAIL));
        assertThat(pinned(null, EMAIL).mayBe((String) null)).isFalse();
        assertThat(nothing().mayBe((String) null)).isTrue();
    }

    @Test
    void nobodyWithoutAnAccountIsAccepted() {
        ConsentOutcome refused = new ConsentOutcome.WithoutAccount();

        assertThat(Stream.of(nothing(), pinned("a1-one", EMAIL), known("ada", "a1-one"))
                        .map(expectation -> expectation.judge(ada())))
                .containsOnly(refused);
    }

    @Test
    void theSameUserWithTheSameAccountIsAccepted() {
        assertThat(known("ada", "a1-ONE").judge(ada(TWO, ONE))).isEqualTo(connected(ONE));
    }

    @Test
    void theSameUserWithoutThatAccountWaits() {
        assertThat(known("ada", "a1-one").judge(ada(TWO))).isEqualTo(pending(TWO));
    }

    @Test
    void anotherUserWaitsEvenWithTheSameAccountAndAPin() {
        assertThat(known("bob", "a1-one").judge(ada(ONE))).isEqualTo(pending(ONE));
        assertThat(new Expectation("a1-one", EMAIL, "bob", "a1-one").judge(ada(ONE)))
                .isEqualTo(pending(ONE));
    }

    @Test
    void aPinThatWasSetLaterCountsForTheSameUserToo() {
        assertThat(new Expectation("a2-two", null, "ada", "a1-one").judge(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongAccount("a2-two"));
        assertThat(new Expectation("a2-two", null, "ada", "a1-one").judge(ada(ONE, TWO)))
                .isEqualTo(pending(TWO));
        assertThat(new Expectation(null, "bob@example.com", "ada", "a1-one").judge(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongEmail("bob@example.com"));
    }

    /** Whoever manages the connection vouches for what is imported: no pin has to, but none may differ. */
    @Test
    void anImportNeedsNoPin() {
        Account again = new Account("A1-ONE", null, ONE.baseUri());

        assertThat(nothing().judgeImport(ada(ONE))).isEqualTo(connected(ONE));
        assertThat(nothing().judgeImport(ada(ONE, again))).isEqualTo(connected(ONE));
        assertThat(pinned("a2-two", null).judgeImport(ada(ONE, TWO))).isEqualTo(connected(TWO));
        assertThat(known("ada", "a2-two").judgeImport(ada(ONE, TWO))).isEqualTo(connected(TWO));
        assertThat(known("ada", "a1-one").judgeImport(ada(TWO))).isEqualTo(connected(TWO));
    }

    @Test
    void anImportOfSeveralAccountsOrOfAnotherUserWaits() {
        assertThat(nothing().judgeImport(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
        assertThat(pinned(null, EMAIL).judgeImport(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
        assertThat(known("ada", "a3-three").judgeImport(ada(ONE, TWO))).isEqualTo(pending(ONE, TWO));
        assertThat(known("bob", "a1-one").judgeImport(ada(ONE))).isEqualTo(pending(ONE));
    }

    @Test
    void anImportThatDiffersFromAPinIsTold() {
        assertThat(pinned("another", EMAIL).judgeImport(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongAccount("another"));
        assertThat(pinned("a1-one", "bob@example.com").judgeImport(ada(ONE)))
                .isEqualTo(new ConsentOutcome.WrongEmail("bob@example.com"));
        assertThat(pinned("a1-one", "bob@example.com").judgeImport(ada()))
                .isEqualTo(new ConsentOutcome.WithoutAccount());
    }
}
