package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConsentResultTest {
    private static final Signer JANE = new Signer("Jane Doe", "jane@acme.example");

    @ParameterizedTest
    @CsvSource({
        "DECLINED,400,true",
        "NOT_MATCHED,400,true",
        "LINK_UNKNOWN,404,false",
        "LINK_USED,410,false",
        "LINK_EXPIRED,410,false",
        "LINK_WITHDRAWN,410,false",
        "TOO_SLOW,400,true",
        "APP_REFUSED,502,true",
        "DOCUSIGN_UNAVAILABLE,503,true",
        "IDENTITY_UNREADABLE,502,true",
        "FAILED_HERE,503,true"
    })
    void everyStopHasItsStatusAndWayBack(ConsentStop stop, int status, boolean mayStartAgain) {
        assertThat(stop.status()).isEqualTo(status);
        assertThat(stop.text().mayStartAgain()).isEqualTo(mayStartAgain);
    }

    @ParameterizedTest
    @EnumSource
    void everyStopHasATitleOfItsOwn(ConsentStop stop) {
        assertThat(PageExamples.results().map(result -> result.text().title()))
                .doesNotHaveDuplicates()
                .contains(stop.text().title());
    }

    @ParameterizedTest
    @MethodSource("io.countersign.consent.PageExamples#results")
    void everyResultIsWrittenInSentences(ConsentResult result) {
        ResultText text = result.text();

        assertThat(text.title()).doesNotEndWith(".");
        assertThat(text.happened()).endsWith(".");
        assertThat(text.means()).endsWith(".");
        assertThat(text.advice()).endsWith(".");
    }

    @Test
    void goodEndsAreTwoHundredAndWrongPeopleAreConflicts() {
        assertThat(new Connected("Acme", JANE).status()).isEqualTo(200);
        assertThat(new AwaitingConfirmation(JANE).status()).isEqualTo(200);
        assertThat(new WrongSigner("a@b.example", null, JANE).status()).isEqualTo(409);
        assertThat(new SignerWithoutAccount(JANE).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "finance@acme.example, f***@acme.example",
        "f@acme.example, f***@acme.example",
        "not-an-address, ***",
        "@acme.example, ***"
    })
    void masksTheExpectedEmail(String expected, String shown) {
        assertThat(new WrongSigner(expected, null, JANE).facts())
                .containsExactly(
                        new Fact("Invitation for", shown),
                        new Fact("You signed in as", "Jane Doe (jane@acme.example)"));
    }

    @ParameterizedTest
    @CsvSource({"'', j@a.example, j@a.example", "Jane, '', Jane", "'', '', A user without a name"})
    void namesASignerAsFarAsKnown(String name, String email, String label) {
        assertThat(new Signer(name, email).label()).isEqualTo(label);
    }
}
