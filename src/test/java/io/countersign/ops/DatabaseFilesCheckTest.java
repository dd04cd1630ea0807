package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFilesCheckTest {
    private static final String PREFIX = "quarkus.datasource.reactive.";

    @TempDir
    Path directory;

    private static List<String> check(String... configuration) {
        return told(new DatabaseFilesCheck().check(TestingConfiguration.of(configuration)));
    }

    @ParameterizedTest
    @CsvSource({
        "trust-certificate-pem, trust-certificate-pem.certs",
        "trust-certificate-jks, trust-certificate-jks.path",
        "trust-certificate-pfx, trust-certificate-pfx.path",
        "key-certificate-pem, key-certificate-pem.keys",
        "key-certificate-pem, key-certificate-pem.certs",
        "key-certificate-jks, key-certificate-jks.path",
        "key-certificate-pfx, key-certificate-pfx.path"
    })
    void refusesAFileThatIsNotThere(String by, String file) throws IOException {
        Path present = Files.writeString(directory.resolve("ca.crt"), "any");
        Path absent = directory.resolve("none");

        assertThat(check(PREFIX + by, "true", PREFIX + file, absent.toString()))
                .containsExactly("REFUSE " + PREFIX + file);
        assertThat(check(PREFIX + by, "true", PREFIX + file, present + "," + absent))
                .containsExactly("REFUSE " + PREFIX + file);
        assertThat(check(PREFIX + by, "true", PREFIX + file, present.toString()))
                .isEmpty();
        assertThat(check(PREFIX + file, absent.toString())).as("not in use").isEmpty();
    }

    @Test
    void hasNothingToSayOfATrustWithoutFiles() {
        assertThat(check(PREFIX + "trust-certificate-pem", "true")).isEmpty();
    }
}
