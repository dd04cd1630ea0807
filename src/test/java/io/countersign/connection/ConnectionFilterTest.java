package io.countersign.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFilterTest {

    @Test
    void allStatesAndReasonsMayBeAskedFor() {
        List<String> states = Arrays.stream(ConnectionState.values())
                .map(ConnectionState::wireName)
                .toList();
        List<String> reasons = Arrays.stream(ConsentReason.values())
                .map(ConsentReason::wireName)
                .toList();

        assertThat(ConnectionFilter.STATES.split("\\|")).containsExactlyElementsOf(states);
        assertThat(ConnectionFilter.STATE_RULE).isEqualTo("must be one of " + String.join(", ", states));
        assertThat(ConnectionFilter.REASONS.split("\\|")).containsExactlyElementsOf(reasons);
        assertThat(ConnectionFilter.REASON_RULE)
                .isEqualTo(reasons.stream().collect(Collectors.joining(", ", "must be one of ", "")));
    }

    @Test
    void aReasonAloneLooksOnlyWhereThereCanBeOne() {
        assertThat(ConnectionFilter.of(null, "user_gone", null).stateCondition())
                .isEqualTo(ConnectionFilter.of("consent_required", null, null).stateCondition());
    }

    /** Each text would be a statement of its own, prepared anew. */
    @Test
    void allTimesHaveOneStatement() {
        assertThat(ConnectionFilter.of(null, null, "2026-12-01T23:30:00Z").expiryCondition())
                .isEqualTo(ConnectionFilter.of(null, null, "9999-12-31T23:59:59-18:00")
                        .expiryCondition())
                .contains("t.refresh_expires_at < $4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-01T00:00:00Z",
                "2026-12-01t00:00:00.123456789z",
                "2026-12-01T00:00:00+05:30",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59-18:00"
            })
    void timesOfTheRfcAreRead(String text) {
        assertThat(new Rfc3339.Validator().isValid(text, null)).isTrue();
        assertThat(ConnectionFilter.of(null, null, text).expiresBefore()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "1764547200",
                "2026-12-01",
                "2026-12-01T00:00Z",
                "2026-12-01 00:00:00Z",
                "2026-12-01T00:00:00",
                "2026-02-30T00:00:00Z",
                "2026-12-01T24:00:01Z",
                "+12026-12-01T00:00:00Z",
                "2026-12-01T00:00:00+19:00"
            })
    void everythingElseIsNot(String text) {
        assertThat(new Rfc3339.Validator().isValid(text, null)).isFalse();
    }
}
