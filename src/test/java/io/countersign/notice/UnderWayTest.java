package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who has room for another attempt. */
class UnderWayTest {
    private final UnderWay underWay = new UnderWay();

    @Test
    void deadWebhooksTakeNothingFromThoseThatAnswer() {
        // When
        IntStream.range(0, 100).forEach(each -> underWay.begin(UUID.randomUUID(), true));

        // Then
        assertThat(underWay.room(true)).isNotPositive();
        assertThat(underWay.room(false)).isEqualTo(UnderWay.MOST);
    }

    @Test
    void countsByWebhook() {
        // Given
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();

        // When
        underWay.begin(one, false);
        underWay.begin(one, false);
        underWay.begin(other, false);
        underWay.end(other, false);

        // Then
        assertThat(underWay.busy().webhooks()).containsExactly(one);
        assertThat(underWay.busy().numbers()).containsExactly(2);
        assertThat(underWay.room(false)).isEqualTo(UnderWay.MOST - 2);
    }

    @Test
    void anotherLookIsWorthItWhenHalfOfThemHaveEnded() {
        // Given
        UUID webhook = UUID.randomUUID();
        IntStream.range(0, UnderWay.EACH).forEach(each -> underWay.begin(webhook, false));

        // Then
        assertThat(underWay.end(webhook, false)).isFalse();
        assertThat(underWay.end(webhook, false)).isFalse();
        assertThat(underWay.end(webhook, false)).isFalse();
        assertThat(underWay.end(webhook, false)).isTrue();
    }

    @Test
    void isIdleWhenAllHaveEnded() {
        UUID webhook = UUID.randomUUID();
        underWay.begin(webhook, true);
        assertThat(underWay.isIdle()).isFalse();
        underWay.end(webhook, true);
        assertThat(underWay.isIdle()).isTrue();
    }
}
