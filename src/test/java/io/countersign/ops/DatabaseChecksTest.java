package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseChecksTest {
    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final String HOSTNAMES = "quarkus.datasource.reactive.hostname-verification-algorithm";
    private static final String SSL_MODE = "quarkus.datasource.reactive.postgresql.ssl-mode";
    private static final String JDBC = "quarkus.datasource.jdbc.url";

    private static List<String> reactive(String... configuration) {
        return told(new ReactiveDatabaseCheck(false).check(TestingConfiguration.of(configuration)));
    }

    private static List<String> jdbc(String... configuration) {
        return told(new JdbcDatabaseCheck(false).check(TestingConfiguration.of(configuration)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://db.example.com/vault",
                "postgresql://db.example.com/vault?sslmode=disable",
                "postgresql://db.example.com/vault?sslmode=prefer",
                "vertx-reactive:postgresql://db.example.com:5432/vault",
                "postgresql://localhost/a,postgresql://db.example.com/a"
            })
    void refusesRequestsInTheClear(String url) {
        assertThat(reactive(REACTIVE, url)).contains("REFUSE " + REACTIVE);
    }

    @Test
    void thePropertyOverrulesTheUrl() {
        assertThat(reactive(REACTIVE, "postgresql://db.example.com/vault", SSL_MODE, "verify-full", HOSTNAMES, "HTTPS"))
                .isEmpty();
        assertThat(reactive(REACTIVE, "postgresql://db.example.com/vault?sslmode=verify-full", SSL_MODE, "disable"))
                .containsExactly("REFUSE " + REACTIVE);
    }

    @Test
    void warnsWhereNobodyLooksAtTheCertificate() {
        assertThat(reactive(REACTIVE, "postgresql://db.example.com/vault", SSL_MODE, "require"))
                .containsExactly("WARN " + REACTIVE);
        assertThat(jdbc(JDBC, "jdbc:postgresql://db.example.com/vault?sslmode=require"))
                .containsExactly("WARN " + JDBC);
    }

    /** The modes that verify verify nothing with a trust in everybody. */
    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void warnsWhereEveryCertificateIsTrusted(String mode) {
        String trustAll = "quarkus.datasource.reactive.trust-all";

        String url = "postgresql://db.example.com/vault";
        assertThat(reactive(REACTIVE, url, SSL_MODE, mode, HOSTNAMES, "HTTPS", trustAll, "true"))
                .containsExactly("WARN " + REACTIVE);
        assertThat(reactive(REACTIVE, url, SSL_MODE, mode, HOSTNAMES, "HTTPS", trustAll, "false"))
                .isEmpty();
        assertThat(jdbc(
                        JDBC,
                        "jdbc:postgresql://db.example.com/vault?sslfactory=org.postgresql.ssl.NonValidatingFactory&sslmode="
                                + mode))
                .containsExactly("WARN " + JDBC);
    }

    /** The driver refuses it as well, with a stack trace that names no property. */
    @ParameterizedTest
    @ValueSource(strings = {"", "NONE", "none"})
    void refusesToVerifyHostnamesByNoAlgorithm(String algorithm) {
        assertThat(reactive(
                        REACTIVE, "postgresql://db.example.com/vault", SSL_MODE, "verify-full", HOSTNAMES, algorithm))
                .containsExactly("REFUSE " + HOSTNAMES);
        assertThat(reactive(REACTIVE, "postgresql://db.example.com/vault?sslmode=verify-full"))
                .containsExactly("REFUSE " + HOSTNAMES);
    }

    @Test
    void warnsOfPlainOnLoopback() {
        assertThat(reactive(REACTIVE, "postgresql://localhost:5432/vault")).containsExactly("WARN " + REACTIVE);
        assertThat(jdbc(JDBC, "jdbc:postgresql://127.0.0.1/vault")).containsExactly("WARN " + JDBC);
    }

    /** The driver's default, "prefer", lets whoever stands in between choose. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/vault",
                "jdbc:postgresql://db.example.com/vault?sslmode=allow",
                "jdbc:postgresql://localhost,db.example.com/vault?sslmode=prefer"
            })
    void refusesMigrationsInTheClear(String url) {
        assertThat(jdbc(JDBC, url)).containsExactly("REFUSE " + JDBC);
    }

    @Test
    void acceptsMigrationsOverVerifiedTls() {
        assertThat(jdbc(JDBC, "jdbc:postgresql://db.example.com/vault?sslmode=verify-full"))
                .isEmpty();
        assertThat(jdbc(JDBC, "jdbc:postgresql://db.example.com/vault?ssl=true"))
                .isEmpty();
        assertThat(jdbc(
                        JDBC,
                        "jdbc:postgresql://db.example.com/vault",
                        "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode",
                        "verify-full"))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoUrlWithoutQuotingIt() {
        List<Finding> findings = new ReactiveDatabaseCheck(false)
                .check(TestingConfiguration.of(REACTIVE, "nonsense://user:secret@host"));

        assertThat(told(findings)).containsExactly("REFUSE " + REACTIVE);
        assertThat(findings.getFirst().message()).doesNotContain("secret");
        assertThat(jdbc(JDBC, "nonsense")).containsExactly("REFUSE " + JDBC);
        assertThat(jdbc(JDBC, "jdbc:postgresql://host/x?sslmode=sometimes")).containsExactly("REFUSE " + JDBC);
    }

    @Test
    void turnsTheRefusalIntoAWarningWhereThatIsConfigured() {
        assertThat(told(new ReactiveDatabaseCheck(true)
                        .check(TestingConfiguration.of(REACTIVE, "postgresql://db.example.com/vault"))))
                .containsExactly("WARN " + REACTIVE);
        assertThat(told(new JdbcDatabaseCheck(true)
                        .check(TestingConfiguration.of(JDBC, "jdbc:postgresql://db.example.com/vault"))))
                .containsExactly("WARN " + JDBC);
    }

    @Test
    void warnsOfTwoDatabases() {
        OneDatabaseCheck check = new OneDatabaseCheck();

        assertThat(check.check(TestingConfiguration.of(
                        REACTIVE, "postgresql://db:5432/vault", JDBC, "jdbc:postgresql://db/vault?sslmode=require")))
                .isEmpty();
        assertThat(told(check.check(TestingConfiguration.of(
                        REACTIVE, "postgresql://localhost:5432/vault", JDBC, "jdbc:postgresql://db:5432/vault"))))
                .containsExactly("WARN " + REACTIVE);
    }
}
