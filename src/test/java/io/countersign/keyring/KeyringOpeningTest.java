package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.crypto.Keyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringOpeningTest {
    private static final String DIRECTORY = "countersign.keyring.directory";
    private static final String PRIMARY = "countersign.keyring.primary";

    @TempDir
    Path directory;

    private TestingKeyFiles files;

    @BeforeEach
    void useTheDirectory() {
        files = new TestingKeyFiles(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n\n"})
    void opensAKeyWithAnyLineEnd(String lineEnd) throws IOException {
        // Given
        files.write("key-1", TestingKeyFiles.encoded(32) + lineEnd);

        // Then
        assertThat(open("key-1"))
                .isInstanceOfSatisfying(
                        KeyringOpening.Opened.class,
                        opened -> assertThat(opened.warnings()).isEmpty());
    }

    @Test
    void passesOverHiddenFilesAndDirectories() throws IOException {
        // Given
        files.add("key-1");
        files.write(".gitignore", "*");
        Files.createDirectory(directory.resolve("lost+found"));

        // Then
        assertThat(open("key-1")).isInstanceOf(KeyringOpening.Opened.class);
    }

    @Test
    void warnsOfAKeyThatOthersCanRead() throws IOException {
        // Given
        Path file = files.add("key-1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        // Then
        assertThat(open("key-1"))
                .isInstanceOfSatisfying(
                        KeyringOpening.Opened.class,
                        opened -> assertThat(opened.warnings())
                                .singleElement()
                                .asString()
                                .contains(file.toString(), "chmod o-rwx"));
    }

    /** A volume may be mounted late. */
    @Test
    void opensADirectoryThatComesLater() throws IOException {
        // Given
        Path later = directory.resolve("later");
        LoadedKeyring keyring = load(Optional.of(later), Optional.of("key-1"));
        assertUnreachable(keyring.opening());
        assertUnreachable(keyring.reopen());

        // When
        new TestingKeyFiles(Files.createDirectory(later)).add("key-1");

        // Then
        KeyringOpening opened = keyring.reopen();
        assertThat(opened).isInstanceOf(KeyringOpening.Opened.class);
        assertThat(keyring.reopen()).isSameAs(opened);
    }

    @Test
    void takesAFileForNoDirectory() throws IOException {
        assertUnreachable(open(files.add("key-1"), "key-1"));
    }

    @Test
    void refusesAnEmptyDirectory() {
        assertRefused(open("key-1"), DIRECTORY, "holds no key");
    }

    @Test
    void refusesAShortOrLongKeyWithItsLength() throws IOException {
        // Given
        files.add("key-1");

        // Then
        files.write("key-2", TestingKeyFiles.encoded(16));
        assertRefused(open("key-1"), DIRECTORY, "key-2 holds 16 bytes instead of 32");
        files.write("key-2", TestingKeyFiles.encoded(33));
        assertRefused(open("key-1"), DIRECTORY, "key-2 holds 33 bytes instead of 32");
        files.write("key-2", "");
        assertRefused(open("key-1"), DIRECTORY, "key-2 holds 0 bytes instead of 32");
    }

    @Test
    void refusesWhatIsNotBase64WithoutShowingIt() throws IOException {
        // Given
        files.write("key-1", "canary, not a key!");

        // When
        KeyringOpening opening = open("key-1");

        // Then
        assertRefused(opening, DIRECTORY, "is not base64");
        assertThat(opening.toString()).doesNotContain("canary");
    }

    @Test
    void refusesALinkToNothing() throws IOException {
        // Given
        files.add("key-1");
        Files.createSymbolicLink(directory.resolve("key-2"), Path.of("gone"));

        // Then
        assertRefused(open("key-1"), DIRECTORY, "key-2 cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key 1", "schlüssel", "a23456789b123456789c123456789d123456789e123456789f123456789g12345"})
    void refusesAFileNameThatIsNoKeyId(String name) throws IOException {
        // Given
        files.add(name);

        // Then
        assertRefused(open(name), DIRECTORY, "no key id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key-2", "", "../key-1", "key 1"})
    void refusesAPrimaryThatIsNotThere(String primary) throws IOException {
        // Given
        files.add("key-1");

        // Then
        assertRefused(open(primary), PRIMARY, "no key file named");
    }

    @Test
    void refusesWithoutConfiguration() {
        assertRefused(load(Optional.empty(), Optional.of("key-1")).opening(), DIRECTORY, "No key directory");
        assertRefused(load(Optional.of(directory), Optional.empty()).opening(), PRIMARY, "No primary key");
    }

    @Test
    void failsEveryUseOfARefusedKeyring() {
        // Given
        LoadedKeyring refused = load(Optional.empty(), Optional.empty());

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> TestingKeyring.wrap(refused, Keyset.generate(), "tenant:acme"))
                .withMessageContaining(DIRECTORY);
        assertThatIllegalStateException()
                .isThrownBy(() -> refused.unwrap(new byte[100], "tenant:acme"))
                .withMessageContaining(DIRECTORY);
    }

    @Test
    void worksWhenConfigured() throws IOException {
        // Given
        files.add("key-1");
        LoadedKeyring keyring = load(Optional.of(directory), Optional.of("key-1"));

        // Then
        assertThat(keyring.opening()).isInstanceOf(KeyringOpening.Opened.class);
        assertThat(keyring.unwrap(TestingKeyring.wrap(keyring, Keyset.generate(), "tenant:acme"), "tenant:acme"))
                .isNotNull();
    }

    private KeyringOpening open(String primary) {
        return open(directory, primary);
    }

    private static KeyringOpening open(Path directory, String primary) {
        return FileKeyring.open(directory, primary, InstantSource.system());
    }

    private static LoadedKeyring load(Optional<Path> directory, Optional<String> primary) {
        return TestingKeyring.load(directory, primary);
    }

    private static void assertUnreachable(KeyringOpening opening) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        KeyringOpening.Unreachable.class,
                        unreachable ->
                                assertRefused(unreachable.refusal(), DIRECTORY, "does not exist or is no directory"));
    }

    private static void assertRefused(KeyringOpening opening, String property, String message) {
        assertThat(opening).isInstanceOfSatisfying(KeyringOpening.Refused.class, refused -> {
            assertThat(refused.property()).isEqualTo(property);
            assertThat(refused.message()).contains(message);
        });
    }
}
