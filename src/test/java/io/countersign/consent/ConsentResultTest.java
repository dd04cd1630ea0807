package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.countersign.grant.ConsentOutcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConsentResultTest {
    private static final Consenter JANE = new Consenter("jane", "Jane Doe", "jane@acme.example", List.of());

    private static List<ResultPage.Fact> facts(Consenter person, ConsentOutcome outcome) {
        return ResultPage.of(new ConsentResult.Decided(person, outcome), null).facts();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECTED,200,false",
        "AWAITING_CONFIRMATION,200,false",
        "IMPERSONATION_READY,200,false",
        "PERMISSION_RECEIVED,200,false",
        "CONSENT_NOT_SEEN,409,true",
        "CONSENT_UNTRIED,503,true",
        "USER_NOT_FITTING,409,true",
        "USER_NOT_FOUND,409,true",
        "WRONG_SIGNER,409,true",
        "SIGNER_WITHOUT_ACCOUNT,409,true",
        "CHOICE_OVER,409,false",
        "CHOICE_REFUSED,409,false",
        "DECLINED,400,true",
        "NOT_MATCHED,400,true",
        "LINK_UNKNOWN,404,false",
        "LINK_USED,410,false",
        "TOO_MANY,429,true",
        "LINK_EXPIRED,410,false",
        "LINK_WITHDRAWN,410,false",
        "CONNECTION_MOVED,409,true",
        "SIGN_IN_DONE,410,false",
        "SIGN_IN_OVER,410,true",
        "STILL_UNDER_WAY,503,true",
        "TOO_SLOW,400,true",
        "APP_REFUSED,502,true",
        "DOCUSIGN_UNAVAILABLE,503,true",
        "IDENTITY_UNREADABLE,502,true",
        "FAILED_HERE,503,true"
    })
    void everyEndHasItsStatusAndWayBack(ConsentEnd end, int status, boolean mayStartAgain) {
        assertThat(end.status()).isEqualTo(status);
        assertThat(end.text().mayStartAgain()).isEqualTo(mayStartAgain);
    }

    @Test
    void everyEndHasATitleOfItsOwn() {
        assertThat(Arrays.stream(ConsentEnd.values()).map(end -> end.text().title()))
                .doesNotHaveDuplicates()
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyEndIsWrittenInSentences(ConsentEnd end) {
        EndText text = end.text();

        assertThat(text.title()).doesNotEndWith(".");
        assertThat(text.happened()).endsWith(".");
        assertThat(text.means()).endsWith(".");
        assertThat(text.advice()).endsWith(".");
    }

    @Test
    void everyOutcomeHasItsEnd() {
        assertThat(PageExamples.outcomes().stream().map(ConsentEnd::of))
                .containsExactly(
                        ConsentEnd.CONNECTED,
                        ConsentEnd.AWAITING_CONFIRMATION,
                        ConsentEnd.WRONG_SIGNER,
                        ConsentEnd.WRONG_SIGNER,
                        ConsentEnd.SIGNER_WITHOUT_ACCOUNT);
    }

    @ParameterizedTest
    @MethodSource("io.countersign.consent.PageExamples#outcomes")
    void everyOutcomeSaysWhoSignedIn(ConsentOutcome outcome) {
        assertThat(facts(JANE, outcome)).extracting(ResultPage.Fact::value).endsWith("Jane Doe (jane@acme.example)");
    }

    @Test
    void namesTheAppFirst() {
        assertThat(ResultPage.of(ConsentEnd.DECLINED, null)
                        .about("Contract Sync")
                        .facts())
                .containsExactly(new ResultPage.Fact("Application", "Contract Sync"));
    }

    @ParameterizedTest
    @CsvSource({"Acme, Acme", ", 6a2d"})
    void namesTheAccountAsFarAsKnown(String name, String shown) {
        assertThat(facts(JANE, new ConsentOutcome.Connected(new Account("6a2d", name, "https://demo.docusign.net"))))
                .contains(new ResultPage.Fact("Account", shown));
    }

    @Test
    void namesThePinnedAccount() {
        assertThat(facts(JANE, new ConsentOutcome.WrongAccount("6a2d")))
                .contains(new ResultPage.Fact("DocuSign account (API account ID)", "6a2d"));
    }

    @ParameterizedTest
    @CsvSource({
        "finance@acme.example, f***@acme.example",
        "f@acme.example, f***@acme.example",
        "not-an-address, ***",
        "@acme.example, ***"
    })
    void masksTheExpectedEmail(String expected, String shown) {
        assertThat(facts(JANE, new ConsentOutcome.WrongEmail(expected)))
                .containsExactly(
                        new ResultPage.Fact("Invitation for", shown),
                        new ResultPage.Fact("You signed in as", "Jane Doe (jane@acme.example)"));
    }

    @ParameterizedTest
    @CsvSource({"'', j@a.example, j@a.example", "Jane, , Jane", "Jane, '', Jane", ", , A user without a name"})
    void namesAPersonAsFarAsKnown(String name, String email, String label) {
        assertThat(facts(new Consenter("jane", name, email, List.of()), new ConsentOutcome.WithoutAccount()))
                .containsExactly(new ResultPage.Fact("You signed in as", label));
    }
}
