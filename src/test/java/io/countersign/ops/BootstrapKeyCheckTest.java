package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapKeyCheckTest {
    private static final String KEY = "countersign.bootstrap.api-key";
    private static final String FILE = "countersign.bootstrap.api-key-file";
    private static final String URL = "countersign.public-url";
    private static final String LONG_ENOUGH = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private static List<String> check(String... configuration) {
        return told(new BootstrapKeyCheck().check(TestingConfiguration.of(configuration)));
    }

    @Test
    void refusesAShortKey() {
        assertThat(check(KEY, "short")).containsExactly("REFUSE " + KEY);
    }

    @Test
    void refusesAFileThatCannotBeRead() {
        assertThat(check(FILE, directory.toString())).containsExactly("REFUSE " + FILE);
    }

    /** Whether anybody else can call, only the database knows: {@link DatabaseFindingsTest}. */
    @Test
    void leavesAFileThatIsNotThereToTheDatabase() {
        assertThat(check(FILE, directory.resolve("none").toString())).isEmpty();
    }

    @Test
    void refusesAnInlineKeyInAPublicDeploymentOnly() {
        assertThat(check(KEY, LONG_ENOUGH, URL, "https://vault.example.com")).containsExactly("REFUSE " + KEY);
        assertThat(check(KEY, LONG_ENOUGH, URL, "http://localhost:8080")).isEmpty();
    }

    @Test
    void acceptsAFileAnywhere() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), LONG_ENOUGH + "\n");

        assertThat(check(FILE, file.toString(), URL, "https://vault.example.com"))
                .isEmpty();
    }

    @Test
    void warnsOfAKeyBesideAFileAndRefusesItInPublic() throws IOException {
        String file = Files.writeString(directory.resolve("key"), LONG_ENOUGH).toString();

        assertThat(check(KEY, LONG_ENOUGH, FILE, file)).containsExactly("WARN " + KEY);
        assertThat(check(KEY, LONG_ENOUGH, FILE, file, URL, "https://vault.example.com"))
                .containsExactly("REFUSE " + KEY);
    }
}
