package io.countersign.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class RefreshHandleTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void readsWhatItGeneratesAndNoOtherKind() {
        RefreshHandle handle = RefreshHandle.generate(random);

        assertThat(handle.reveal()).matches("csh_[0-9A-Za-z]{61}");
        assertThat(RefreshHandle.parse(handle.reveal())).map(RefreshHandle::id).contains(handle.id());
        assertThat(RefreshHandle.parse(" " + handle.reveal() + "\n"))
                .as("as people paste it")
                .map(RefreshHandle::id)
                .contains(handle.id());
        assertThat(RefreshHandle.parse(handle.reveal().replace("csh_", "csk_"))).isEmpty();
    }

    @Test
    void doesNotPrintItsSecret() {
        RefreshHandle handle = RefreshHandle.generate(random);

        assertThat(handle.toString()).isEqualTo("RefreshHandle[token=csh_" + handle.id() + "]");
    }
}
