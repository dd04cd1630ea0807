package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysetCacheTest {
    private static final byte[] WRAPPED = {1, 2, 3};

    private final FakeKeyring keyring = new FakeKeyring();
    private final KeysetCache cache = new KeysetCache(keyring);

    @Test
    void unwrapsOnceWhatIsAskedAgain() {
        Keyset first = cache.unwrap(WRAPPED.clone(), "tenant:acme");

        assertThat(cache.unwrap(WRAPPED.clone(), "tenant:acme")).isSameAs(first);
        assertThat(keyring.unwrapped).containsExactly("tenant:acme");
    }

    @Test
    void unwrapsAnotherRowAndAnotherOwnerAnew() {
        cache.unwrap(WRAPPED, "tenant:acme");

        cache.unwrap(new byte[] {1, 2, 4}, "tenant:acme");
        cache.unwrap(WRAPPED, "tenant:globex");

        assertThat(keyring.unwrapped).containsExactly("tenant:acme", "tenant:acme", "tenant:globex");
    }

    @Test
    void doesNotNoticeWhatBecomesOfTheBytesItWasGiven() {
        byte[] reused = WRAPPED.clone();
        Keyset first = cache.unwrap(reused, "tenant:acme");

        reused[0] = 9;

        assertThat(cache.unwrap(reused, "tenant:acme")).isNotSameAs(first);
        assertThat(cache.unwrap(WRAPPED, "tenant:acme")).isSameAs(first);
    }

    @Test
    void remembersNoFailure() {
        keyring.failure = new UnreadableSecretException("keyset.wrapped");
        assertThatThrownBy(() -> cache.unwrap(WRAPPED, "tenant:acme")).isSameAs(keyring.failure);

        keyring.failure = null;
        assertThat(cache.unwrap(WRAPPED, "tenant:acme")).isNotNull();
    }

    /** Unwraps anything to a new keyset and counts. */
    private static final class FakeKeyring implements Keyring {
        final List<String> unwrapped = new ArrayList<>();
        UnreadableSecretException failure;

        @Override
        public byte[] wrap(Keyset keyset, String owner, LiveKey key) {
            throw new AssertionError("The cache has nothing to wrap");
        }

        @Override
        public Keyset unwrap(byte[] wrapped, String owner) {
            if (failure != null) {
                throw failure;
            }
            unwrapped.add(owner);
            return Keyset.generate();
        }

        @Override
        public boolean lacksKey() {
            return false;
        }

        @Override
        public String keyOf(byte[] wrapped) {
            return UNKNOWN;
        }
    }
}
