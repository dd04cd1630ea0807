package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyringTest {
    private static final AssociatedData PLACE = new AssociatedData("t.c", "acme", "1", "demo", 0);

    @TempDir
    Path directory;

    private final Keyset keyset = Keyset.generate();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private TestingKeyFiles files;

    @BeforeEach
    void writeAKey() throws IOException {
        files = new TestingKeyFiles(directory);
        files.add("key-1");
    }

    @Test
    void unwrapsWhatItWrapped() {
        // Given
        FileKeyring keyring = open("key-1");
        byte[] sealed = keyset.seal(Secret.ofText("token"), PLACE);

        // When
        byte[] wrapped = TestingKeyring.wrap(keyring, keyset, "tenant:acme");

        // Then
        assertThat(keyring.unwrap(wrapped, "tenant:acme").open(sealed, PLACE).revealText())
                .isEqualTo("token");
        assertThat(wrapped).startsWith(1, 5).hasSizeLessThanOrEqualTo(300);
        assertThat(new String(wrapped, 2, 5, StandardCharsets.US_ASCII)).isEqualTo("key-1");
    }

    @Test
    void unwrapsUnderAKeyThatIsNoLongerPrimary() throws IOException {
        // Given
        byte[] wrapped = TestingKeyring.wrap(open("key-1"), keyset, "tenant:acme");
        files.add("key-2");

        // When
        FileKeyring later = open("key-2");

        // Then
        assertOpens(later, wrapped);
        assertThat(TestingKeyring.wrap(later, keyset, "tenant:acme"))
                .containsSequence("key-2".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void wrapsByNoKeyThatIsNotHereAndNoticesThatItLacksIt() {
        // Given
        FileKeyring keyring = open("key-1");
        LiveKey elsewhere = new LiveKey(new KeyId("key-2"));

        // Then
        assertThatExceptionOfType(MissingKeyException.class)
                .isThrownBy(() -> keyring.wrap(keyset, "tenant:acme", elsewhere))
                .withMessageEndingWith("key-2");
        assertThat(keyring.lacksKey()).isTrue();
    }

    @Test
    void refusesAnotherOwnerAndEveryDamage() throws IOException {
        // Given: the ids differ in one bit from each other
        files.add("key-0");
        FileKeyring keyring = open("key-1");
        byte[] wrapped = TestingKeyring.wrap(keyring, keyset, "tenant:acme");

        // Then
        assertUnreadable(keyring, wrapped, "tenant:globex");
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> keyring.unwrap(flipped, "tenant:acme"))
                    .isInstanceOfAny(UnreadableSecretException.class, MissingKeyException.class);
        }
        for (int length = 0; length < wrapped.length; length++) {
            assertUnreadable(keyring, Arrays.copyOf(wrapped, length), "tenant:acme");
        }
    }

    @Test
    void findsAKeyThatWasAddedLater() throws IOException {
        // Given
        FileKeyring early = open("key-1");
        files.add("key-2");
        byte[] wrapped = TestingKeyring.wrap(open("key-2"), keyset, "tenant:acme");

        // Then
        assertOpens(early, wrapped);
    }

    /** The file of that name that arrived is another key: it stays lacking, and no row is taken for damaged. */
    @Test
    void takesNoLateKeyThatOpensNothing(@TempDir Path elsewhere) throws IOException {
        // Given
        FileKeyring early = open("key-1");
        files.add("key-2");
        new TestingKeyFiles(elsewhere).add("key-2");
        KeyringOpening other = FileKeyring.open(elsewhere, "key-2", () -> now);
        byte[] wrapped =
                TestingKeyring.wrap((FileKeyring) ((KeyringOpening.Opened) other).keyring(), keyset, "tenant:acme");

        // Then
        assertMissing(early, wrapped, "key-2");
        assertThat(early.lacksKey()).isTrue();
        assertThat(early.keyOf(wrapped)).isEqualTo("unknown");
    }

    @Test
    void keepsTheBytesOfAKeyWhateverBecomesOfItsFile() throws IOException {
        // Given
        FileKeyring early = open("key-1");
        byte[] wrapped = TestingKeyring.wrap(early, keyset, "tenant:acme");
        files.add("key-1");
        files.add("key-2");

        // When
        assertOpens(early, TestingKeyring.wrap(open("key-2"), keyset, "tenant:acme"));

        // Then
        assertOpens(early, wrapped);
        assertThat(early.lacksKey()).isFalse();
        assertThat(early.keyOf(wrapped)).isEqualTo("key-1");
    }

    @Test
    void takesAnIdWithoutACanaryForDamage() {
        // Given
        FileKeyring keyring = open("key-1");
        byte[] garbage = new WrappedKeyset(new KeyId("gone"), new byte[60]).toBytes();
        assertMissing(keyring, garbage, "gone");

        // When
        assertThat(keyring.unknown().found(new KeyId("gone"), false)).isFalse();

        // Then
        assertUnreadable(keyring, garbage, "tenant:acme");
        assertThat(keyring.lacksKey()).isFalse();
        assertThat(keyring.unknown().lacking()).isEmpty();

        // When: another replica starts with that key
        assertThat(keyring.unknown().found(new KeyId("gone"), true)).isTrue();
        assertThat(keyring.unknown().found(new KeyId("gone"), true)).isFalse();

        // Then
        assertMissing(keyring, garbage, "gone");
        assertThat(keyring.unknown().lacking()).containsExactly("gone");
    }

    @Test
    void looksForUnknownKeysOnceInTenSeconds() throws IOException {
        // Given: a keyring that has just looked for a key in vain
        FileKeyring early = open("key-1");
        byte[] garbage = new WrappedKeyset(new KeyId("gone"), new byte[60]).toBytes();
        assertMissing(early, garbage, "gone");
        files.add("key-2");
        byte[] wrapped = TestingKeyring.wrap(open("key-2"), keyset, "tenant:acme");

        // Then
        now = now.plus(Duration.ofMillis(9_999));
        assertMissing(early, wrapped, "key-2");
        now = now.plus(Duration.ofMillis(1));
        assertOpens(early, wrapped);
    }

    @Test
    void looksAgainAfterTheClockWasSetBack() throws IOException {
        // Given
        FileKeyring early = open("key-1");
        assertMissing(early, new WrappedKeyset(new KeyId("gone"), new byte[60]).toBytes(), "gone");
        files.add("key-2");
        byte[] wrapped = TestingKeyring.wrap(open("key-2"), keyset, "tenant:acme");

        // When
        now = now.minus(Duration.ofHours(1));

        // Then
        assertOpens(early, wrapped);
    }

    @Test
    void keepsItsKeysWhenTheDirectoryBreaksLater() throws IOException {
        // Given
        FileKeyring keyring = open("key-1");
        byte[] wrapped = TestingKeyring.wrap(keyring, keyset, "tenant:acme");
        files.write("key-2", "half a k");

        // When
        assertMissing(keyring, new WrappedKeyset(new KeyId("key-2"), new byte[60]).toBytes(), "key-2");

        // Then
        assertOpens(keyring, wrapped);
    }

    @Test
    void followsTheLinksOfAMountedSecret(@TempDir Path mount) throws IOException {
        // Given: the layout that the kubelet makes
        Path data = Files.createDirectory(mount.resolve("..2026_01_01_00_00_00.1"));
        new TestingKeyFiles(data).add("key-1");
        Files.createSymbolicLink(mount.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(mount.resolve("key-1"), Path.of("..data/key-1"));

        // Then
        assertThat(FileKeyring.open(mount, "key-1", () -> now)).isInstanceOf(KeyringOpening.Opened.class);
    }

    private FileKeyring open(String primary) {
        KeyringOpening opening = FileKeyring.open(directory, primary, () -> now);
        assertThat(opening).isInstanceOf(KeyringOpening.Opened.class);
        return (FileKeyring) ((KeyringOpening.Opened) opening).keyring();
    }

    private void assertOpens(Keyring keyring, byte[] wrapped) {
        byte[] sealed = keyset.seal(Secret.ofText("token"), PLACE);
        assertThat(keyring.unwrap(wrapped, "tenant:acme").open(sealed, PLACE).revealText())
                .isEqualTo("token");
    }

    private static void assertMissing(Keyring keyring, byte[] wrapped, String id) {
        assertThatExceptionOfType(MissingKeyException.class)
                .isThrownBy(() -> keyring.unwrap(wrapped, "tenant:acme"))
                .withMessageEndingWith(id);
    }

    private static void assertUnreadable(Keyring keyring, byte[] wrapped, String owner) {
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> keyring.unwrap(wrapped, owner))
                .withNoCause();
    }
}
