package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFindingsTest {

    @Test
    void warnsOfASuperuserAnOldServerAndAVaultThatNobodyCanCall() {
        assertThat(told(DatabaseFindings.judge(140_011, "14.11", true, false)))
                .containsExactly(
                        "WARN quarkus.datasource.jdbc.url",
                        "WARN quarkus.datasource.username",
                        "WARN countersign.bootstrap.api-key-file");
        assertThat(DatabaseFindings.judge(150_000, "15.0", false, true)).isEmpty();
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
