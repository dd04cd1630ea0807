package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start waits for, and which property and words are told of the rest. */
class JdbcFailureTest {
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("refused", said("08001", "Connection refused", null), true, URL, "refused"),
                argumentSet(
                        "unknown host",
                        said("08001", "The connection attempt failed.", new UnknownHostException("db")),
                        true,
                        URL,
                        "no name server knows the host db"),
                argumentSet(
                        "silent",
                        said("08006", "The connection attempt failed.", new SocketTimeoutException("Read timed out")),
                        true,
                        URL,
                        "does not answer in time"),
                argumentSet("broken off", said("08006", "An I/O error", new EOFException()), true, URL, "I/O error"),
                argumentSet("starting up", said("57P03", "starting up", null), true, URL, "starting up"),
                argumentSet("shut down", said("57P01", "by command", null), true, URL, "by command"),
                argumentSet("full", said("53300", "too many clients", null), true, URL, "too many"),
                argumentSet("standby", said("25006", "in recovery", null), true, URL, "standby"),
                argumentSet(
                        "the pool waited in vain",
                        new SQLException("Sorry, acquisition timeout!"),
                        true,
                        URL,
                        "does not answer in time"),
                argumentSet("pooler without server", said("08P01", "server_login_retry", null), true, URL, "retry"),
                argumentSet("pooler's no", said("08P01", "no such database: x", null), false, URL, "no such"),
                argumentSet("wrong password", said("28P01", "failed for user", null), false, USER, "let this user in"),
                argumentSet("no database", said("3D000", "does not exist", null), false, URL, "no such database"),
                argumentSet(
                        "no password",
                        said("08004", "The server requested a password, but no password was provided.", null),
                        false,
                        "quarkus.datasource.password",
                        "is empty or not set"),
                argumentSet(
                        "no TLS", said("08004", "The server does not support SSL.", null), false, URL, "TLS with it"),
                argumentSet(
                        "another authority",
                        said("08006", "SSL error: PKIX", new SSLHandshakeException("PKIX")),
                        false,
                        URL,
                        "TLS with it failed"),
                argumentSet(
                        "no certificate",
                        said("08006", "Could not open root certificate", new NoSuchFileException("/ca.crt")),
                        false,
                        URL,
                        "TLS with it failed"),
                argumentSet("no privilege", said("42501", "denied", null), false, URL, "brought up to date"));
    }

    private static SQLException said(String state, String text, Throwable cause) {
        return new SQLException(text, state, cause);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsWhatPassesFromWhatStays(SQLException cause, boolean mayPass, String property, String words) {
        JdbcFailure failure = JdbcFailure.of(new FlywayException("outer", cause));

        assertThat(failure.mayPass()).isEqualTo(mayPass);
        assertThat(failure.attempt("db:5432/vault")).isInstanceOf(mayPass ? Attempt.Away.class : Attempt.Done.class);
        assertThat(failure.finding("db:5432/vault")).satisfies(finding -> {
            assertThat(finding.property()).isEqualTo(property);
            assertThat(finding.message()).contains(words, "db:5432/vault");
        });
    }

    /** Of a port that nobody listens at, and of a pooler, something comes back. */
    @Test
    void onlyWhatNeverAnswersIsSilent() {
        assertThat(Stream.of(
                                said(
                                        "08006",
                                        "The connection attempt failed.",
                                        new SocketTimeoutException("timed out")),
                                said("08001", "Connection attempt timed out.", null),
                                new SQLException("Sorry, acquisition timeout!"))
                        .map(JdbcFailure::of))
                .allMatch(JdbcFailure::isSilence);
        assertThat(Stream.of(
                                said("08001", "Connection refused", new ConnectException("refused")),
                                said("08001", "The connection attempt failed.", new UnknownHostException("db")),
                                said("08006", "An I/O error", new EOFException()),
                                said("08P01", "server_login_retry", null),
                                said("57P03", "starting up", null))
                        .map(JdbcFailure::of))
                .noneMatch(JdbcFailure::isSilence);
    }
}
