package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.BootstrapKey;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFindingsTest {

    @Test
    void warnsOfASuperuserAndAnOldServer() {
        assertThat(told(DatabaseFindings.judge(140_011, "14.11", true)))
                .containsExactly("WARN quarkus.datasource.jdbc.url", "WARN quarkus.datasource.username");
        assertThat(DatabaseFindings.judge(150_000, "15.0", false)).isEmpty();
    }

    /** Removing the operator's key once there are callers must not stop a later start. */
    @ParameterizedTest
    @CsvSource({
        "false, KEY,",
        "true, KEY,",
        "false, NOTHING, WARN countersign.bootstrap.api-key-file",
        "true, NOTHING,",
        "false, MISSING_FILE, REFUSE countersign.bootstrap.api-key-file",
        "true, MISSING_FILE, NOTE countersign.bootstrap.api-key-file"
    })
    void saysWhetherAnybodyCanCall(boolean callers, BootstrapKey.Given operator, @Nullable String expected) {
        assertThat(told(DatabaseFindings.judgeCallers(callers, operator)))
                .isEqualTo(Stream.ofNullable(expected).toList());
    }

    @Test
    void refusesCallersThatNothingVouchesFor() {
        assertThat(told(DatabaseFindings.judgeKey(true, false))).containsExactly("REFUSE quarkus.datasource.jdbc.url");
        assertThat(DatabaseFindings.judgeKey(false, false)).isEmpty();
        assertThat(DatabaseFindings.judgeKey(true, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "08001, quarkus.datasource.jdbc.url, no connection to db:5432/vault",
        "28P01, quarkus.datasource.username, does not let this user in",
        "3D000, quarkus.datasource.jdbc.url, there is no such database",
        "42501, quarkus.datasource.jdbc.url, could not be brought up to date"
    })
    void explainsAFailedMigrationInOneLine(String state, String property, String words) {
        // When
        Finding finding = JdbcFailure.of(
                        new FlywayException("outer", new SQLException("first line\nsecond line.", state)))
                .finding("db:5432/vault");

        // Then
        assertThat(told(java.util.List.of(finding))).containsExactly("REFUSE " + property);
        assertThat(finding.message()).contains(words, "first line second line").doesNotContain("\n");
    }
}
