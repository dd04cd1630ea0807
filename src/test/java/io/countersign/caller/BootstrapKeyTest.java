package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.BootstrapKey.Given;
import io.countersign.caller.BootstrapKey.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapKeyTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private record Configured(Optional<String> apiKey, Optional<Path> apiKeyFile) implements BootstrapConfiguration {}

    private static BootstrapConfiguration configured(@Nullable String key, @Nullable Path file) {
        return new Configured(Optional.ofNullable(key), Optional.ofNullable(file));
    }

    private static Optional<String> refused(BootstrapConfiguration configuration) {
        return BootstrapKey.refusal(configuration).map(Refusal::property);
    }

    @Test
    void isExactlyTheConfiguredKey() {
        BootstrapKey key = new BootstrapKey(configured(KEY, null));

        assertThat(key.is(KEY)).isTrue();
        assertThat(key.is(KEY + "0")).isFalse();
        assertThat(key.is("")).isFalse();
    }

    @Test
    void readsTheKeyFromAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), KEY + "\n");

        assertThat(refused(configured(null, file))).isEmpty();
        assertThat(new BootstrapKey(configured(null, file)).is(KEY)).isTrue();
    }

    @Test
    void withoutConfigurationNobodyIsTheOperator() {
        BootstrapKey key = new BootstrapKey(configured(null, null));

        assertThat(refused(configured(null, null))).isEmpty();
        assertThat(key.is("")).isFalse();
        assertThat(key.is(KEY)).isFalse();
    }

    @Test
    void refusesAShortKeyAndDoesNotTakeIt() throws IOException {
        String shortKey = KEY.substring(1);
        Path file = Files.writeString(directory.resolve("key"), shortKey + " \n");

        assertThat(refused(configured(shortKey, null))).hasValue("countersign.bootstrap.api-key");
        assertThat(refused(configured(null, file))).hasValue("countersign.bootstrap.api-key-file");
        assertThat(new BootstrapKey(configured(shortKey, null)).is(shortKey)).isFalse();
    }

    /** A directory stands for whatever is there and cannot be read, also for root. */
    @Test
    void refusesAnUnreadableFile() {
        assertThat(BootstrapKey.refusal(configured(null, directory))).hasValueSatisfying(refusal -> {
            assertThat(refusal.property()).isEqualTo("countersign.bootstrap.api-key-file");
            assertThat(refusal.message()).contains(directory.toString());
        });
        assertThat(refused(configured(KEY, directory))).hasValue("countersign.bootstrap.api-key-file");
    }

    @Test
    void aFileThatIsNotThereMakesNobodyTheOperator() {
        Path missing = directory.resolve("missing");
        BootstrapKey key = new BootstrapKey(configured(KEY, missing));

        assertThat(refused(configured(KEY, missing))).isEmpty();
        assertThat(key.is(KEY)).isFalse();
        assertThat(key.is("")).isFalse();
    }

    @Test
    void saysWhetherThereIsAKey() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), KEY);

        assertThat(BootstrapKey.given(configured(null, file))).isEqualTo(Given.KEY);
        assertThat(BootstrapKey.given(configured(KEY, null))).isEqualTo(Given.KEY);
        assertThat(BootstrapKey.given(configured(KEY, directory.resolve("missing"))))
                .isEqualTo(Given.MISSING_FILE);
        assertThat(BootstrapKey.given(configured(null, null))).isEqualTo(Given.NOTHING);
    }

    @Test
    void prefersTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "f".repeat(32));

        assertThat(refused(configured("short", file))).isEmpty();
        assertThat(new BootstrapKey(configured(KEY, file)).is("f".repeat(32))).isTrue();
        assertThat(new BootstrapKey(configured(KEY, file)).is(KEY)).isFalse();
    }
}
