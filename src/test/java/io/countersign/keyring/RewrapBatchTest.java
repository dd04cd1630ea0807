package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewrapBatchTest {
    private static final AssociatedData PLACE = new AssociatedData("t.c", "acme", "1", "demo", 0);

    @TempDir
    Path directory;

    @TempDir
    Path others;

    /** What does not open, for whatever reason, holds up no other. */
    @Test
    void wrapsWhatOpensAndCountsTheRest() throws IOException {
        // Given
        new TestingKeyFiles(others).add("key-0");
        Files.copy(others.resolve("key-0"), directory.resolve("key-0"));
        new TestingKeyFiles(others).add("key-9");
        new TestingKeyFiles(directory).add("key-1");
        Keyset keyset = Keyset.generate();
        byte[] sealed = keyset.seal(Secret.ofText("token"), PLACE);
        byte[] sound = TestingKeyring.wrap(open(others, "key-0"), keyset, "tenant:acme");
        byte[] elsewhere = TestingKeyring.wrap(open(others, "key-9"), Keyset.generate(), "tenant:late");
        byte[] damaged = sound.clone();
        damaged[100] ^= 1;
        FileKeyring keyring = open(directory, "key-1");

        // When
        RewrapBatch batch = RewrapBatch.of(
                List.of(
                        new WrappedKeysets.Wrapped("broken", "tenant:broken", new byte[] {'x'}),
                        new WrappedKeysets.Wrapped("damaged", "tenant:acme", damaged),
                        new WrappedKeysets.Wrapped("late", "tenant:late", elsewhere),
                        new WrappedKeysets.Wrapped("acme", "tenant:acme", sound)),
                keyring,
                new LiveKey(new KeyId("key-1")));

        // Then
        assertThat(batch.lacking()).isEqualTo(1);
        assertThat(batch.unreadable()).containsExactly("tenant:broken", "tenant:acme");
        assertThat(batch.rewrapped()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("acme");
            assertThat(one.former()).isEqualTo(sound);
            assertThat(WrappedKeyset.parse(one.bytes()).keyId()).isEqualTo(new KeyId("key-1"));
            assertThat(keyring.unwrap(one.bytes(), "tenant:acme").open(sealed, PLACE))
                    .isEqualTo(Secret.ofText("token"));
        });
    }

    private static FileKeyring open(Path directory, String primary) {
        return (FileKeyring)
                ((KeyringOpening.Opened) FileKeyring.open(directory, primary, InstantSource.system())).keyring();
    }
}
