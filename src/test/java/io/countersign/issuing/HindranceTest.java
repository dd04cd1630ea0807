package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.LastError;
import io.countersign.refresh.Renewal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HindranceTest {
    private static final Renewal FAILED = new Renewal.Failed();

    @ParameterizedTest
    @CsvSource({
        "unreachable, DOCUSIGN",
        "no_answer, DOCUSIGN",
        "throttled, DOCUSIGN",
        "unexpected_answer, DOCUSIGN",
        "gate_closed, DOCUSIGN",
        "client_refused, INTEGRATION",
        "client_secret_missing, INTEGRATION",
        "rsa_key_missing, INTEGRATION",
        "email_mismatch, ACCOUNT",
        "refusal_held, CONNECTION",
        "call_limit, CONNECTION",
        "some_words_of_docusigns, CONNECTION",
        "client_secrets_changed, HERE",
        "stopped, HERE",
        "key_missing, HERE",
        "unreadable, HERE",
        "internal, HERE"
    })
    void followsFromTheLastError(String error, Hindrance expected) {
        assertThat(Hindrance.of(FAILED, Optional.of(error))).isEqualTo(expected);
        assertThat(Hindrance.of(new Renewal.NotBefore(Duration.ofSeconds(9)), Optional.of(error)))
                .isEqualTo(expected);
    }

    @Test
    void aRenewalThatHasNotEndedTellsNothingYet() {
        assertThat(Hindrance.of(new Renewal.Elsewhere(), Optional.of("no_answer")))
                .isEqualTo(Hindrance.UNDER_WAY);
        assertThat(Hindrance.of(FAILED, Optional.empty())).isEqualTo(Hindrance.UNKNOWN);
    }

    /** No connection's last error tells of its integration's pause while its tokens are not due. */
    @Test
    void whoeverAsksForMoreThanThereIsHearsOfAPause() {
        Renewal later = new Renewal.NotBefore(Duration.ofSeconds(9));

        assertThat(Hindrance.of(later, Optional.empty())).isEqualTo(Hindrance.PAUSED);
    }

    @Test
    void eachIsToldInWordsOfItsOwnThatSayWhatToDo() {
        assertThat(Arrays.stream(Hindrance.values()).map(hindrance -> hindrance.detail(true)))
                .doesNotHaveDuplicates()
                .hasSize(Hindrance.values().length);
        assertThat(Hindrance.PAUSED.detail(false)).startsWith("No access token came, and none is stored.");
        assertThat(LastError.values())
                .allSatisfy(error -> assertThat(Hindrance.of(FAILED, Optional.of(error.wireName())))
                        .isNotEqualTo(Hindrance.UNKNOWN));
    }
}
