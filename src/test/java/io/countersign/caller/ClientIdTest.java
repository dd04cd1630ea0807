package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClientIdTest {

    /** Clients have it in their configuration: no release may compute another one. */
    @Test
    void staysWhatItIs() {
        assertThat(ClientId.of("billing")).isEqualTo(UUID.fromString("4befb9b9-7075-3079-98eb-1f84e4a91c75"));
    }
}
