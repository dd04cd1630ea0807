package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.limit.ClientNetwork;
import org.junit.jupiter.api.Test;

class AttemptPlaceTest {
    private static byte[] stored(String network, String link) {
        return AttemptPlace.hash(new ClientNetwork(network), Secret.ofText(link));
    }

    @Test
    void isAnotherForEachLink() {
        byte[] stored = stored("203.0.113.7", "one");

        assertThat(stored).hasSize(32).isEqualTo(stored("203.0.113.7", "one"));
        assertThat(stored).isNotEqualTo(stored("203.0.113.7", "two"));
        assertThat(stored).isNotEqualTo(stored("203.0.113.8", "one"));
    }
}
