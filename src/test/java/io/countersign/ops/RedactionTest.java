package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.crypto.CheckedToken;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final Redaction REDACTION = new Redaction();
    private static final String SECRET = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF";
    private static final String KEY =
            CheckedToken.generate("csk_", new SecureRandom()).reveal();

    /** Texts in which the rule alone takes the secret out, and what of them must be gone. */
    private static Map<String, List<String>> samples(RedactionRule rule) {
        return switch (rule) {
            case OWN_CREDENTIAL -> Map.of(KEY.substring(16), List.of("key " + KEY + ".", "[" + KEY + "]"));
            case WEBHOOK_SECRET ->
                Map.of(
                        "c2VjcmV0LW9mLWEtd2ViaG9vaw+/c2VjcmV0",
                        List.of("signed with whsec_c2VjcmV0LW9mLWEtd2ViaG9vaw+/c2VjcmV0=."));
            case AUTHORIZATION ->
                Map.of(SECRET, List.of("Authorization: Bearer " + SECRET, "{authorization=[basic " + SECRET + "==]}"));
            case PARTED_TOKEN ->
                Map.of(
                        SECRET,
                        List.of("got eyJ0eXAiOiJNVCJ9." + SECRET, "eyJhbGciOiJSUzI1NiJ9." + SECRET + "." + SECRET));
            case PARAMETER ->
                Map.of(
                        SECRET,
                        List.of(
                                "GET /oauth/callback/app?code=" + SECRET + "&iss=x",
                                "a=b&client_secret=" + SECRET,
                                "password=" + SECRET));
            case MEMBER ->
                Map.of(
                        SECRET,
                        List.of(
                                "{\"refresh_token\": \"" + SECRET + "\"}",
                                "{\\\"access_token\\\":\\\"" + SECRET + "\\\"}",
                                "{\"api_key\":\"" + SECRET));
            case PRIVATE_KEY ->
                Map.of(
                        SECRET,
                        List.of(
                                "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----",
                                "-----BEGIN RSA PRIVATE KEY-----\\n" + SECRET));
            case CONSENT_LINK -> Map.of(SECRET, List.of("https://vault.example.com/consent/" + SECRET + " is gone"));
            case USER_IN_ADDRESS ->
                Map.of("pass-word", List.of("http://me:pass-word@proxy:8080", "postgresql://me:pass-word@db/vault"));
        };
    }

    private static Redaction without(RedactionRule rule) {
        return new Redaction(Arrays.stream(RedactionRule.values())
                .filter(Predicate.not(rule::equals))
                .toList());
    }

    /** Each one is needed: the same line without that rule shows the secret. */
    @ParameterizedTest
    @EnumSource
    void takesOutWhatTheRuleIsFor(RedactionRule rule) {
        samples(rule)
                .forEach((secret, lines) -> assertThat(lines).allSatisfy(line -> {
                    assertThat(REDACTION.shown(line)).doesNotContain(secret).contains("not shown");
                    assertThat(without(rule).shown(line)).contains(secret);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docusign_incomplete environment=demo call=refresh refresh_token=true expires_in=28800 life=told"
                        + " error=\"\"",
                "docusign_refused environment=demo call=refresh status=400 meaning=reconnect error=\"invalid_grant\"",
                "Listening on: http://0.0.0.0:8080. Management interface listening on http://0.0.0.0:9000.",
                "row_unreadable tenant=acme connection=default: the access token",
                "state=active code=08006 token=none https://vault.example.com/consent/help",
                "a basic understanding of bearer tokens"
            })
    void leavesWordsAlone(String line) {
        assertThat(REDACTION.shown(line)).isEqualTo(line);
    }

    private static ExtLogRecord line(String format, Object... parameters) {
        ExtLogRecord line =
                new ExtLogRecord(Level.WARN, format, ExtLogRecord.FormatStyle.PRINTF, RedactionTest.class.getName());
        line.setParameters(parameters);
        return line;
    }

    @Test
    void readsTheLineAsItWillStand() {
        ExtLogRecord line = line("%s=%s tenant=%s", "client_secret", SECRET, "acme");

        assertThat(REDACTION.isLoggable(line)).isTrue();

        assertThat(line.getFormattedMessage()).isEqualTo("client_secret=[not shown] tenant=acme");
    }

    @Test
    void readsEveryMessageOfAFailureAndKeepsItsStack() {
        // Given
        Throwable inner = new IOException("Bearer " + SECRET);
        Throwable failure = new IllegalStateException("outer", inner);
        failure.addSuppressed(new IOException("code=" + SECRET));
        inner.initCause(new IllegalArgumentException("round", failure));
        ExtLogRecord line = line("It failed");
        line.setThrown(failure);

        // When
        REDACTION.isLoggable(line);

        // Then
        StringWriter text = new StringWriter();
        line.getThrown().printStackTrace(new PrintWriter(text));
        assertThat(new PatternFormatter("%s%e%n").format(line)).doesNotContain(SECRET);
        assertThat(text.toString())
                .contains("java.lang.IllegalStateException: outer", "java.io.IOException: Bearer [not shown]")
                .contains("at io.countersign.ops.RedactionTest.readsEveryMessage");
    }

    @Test
    void leavesAFailureThatTellsNothingAsItIs() {
        Throwable failure = new IllegalStateException("outer", new IOException("inner"));
        ExtLogRecord line = line("It failed");
        line.setThrown(failure);

        REDACTION.isLoggable(line);

        assertThat(line.getThrown()).isSameAs(failure);
    }

    private static Stream<String> strangersTexts() {
        return Stream.of(
                "a\r\nb",
                "\u001B[31mred",
                "\"}\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
                "line\u2028paragraph\u2029",
                "\u202Eright to left",
                "\uD800 alone",
                "\u0000\u0085\u007F",
                "'\"\\");
    }

    /** As production writes it: each is one line of JSON, with the text in its message. */
    @ParameterizedTest
    @MethodSource("strangersTexts")
    void noTextBreaksALineOfJson(String text) throws IOException {
        ExtLogRecord line = line("error=\"%s\"", text);
        line.setThrown(new IOException(text));
        REDACTION.isLoggable(line);

        String written = new JsonFormatter().format(line);

        JsonNode read = new ObjectMapper().readTree(written);
        assertThat(written.strip()).doesNotContain("\n", "\r", "\u2028", "\u001B");
        assertThat(read.path("message").asText()).isEqualTo("error=\"" + REDACTION.shown(text) + "\"");
        assertThat(read.path("level").asText()).isEqualTo("WARN");
    }

    /** As dev and test write it. */
    @ParameterizedTest
    @MethodSource("strangersTexts")
    void noTextBreaksALineOfText(String text) {
        ExtLogRecord line = line("error=\"%s\"", text);
        REDACTION.isLoggable(line);

        assertThat(new PatternFormatter("%p %s%n").format(line).strip())
                .startsWith("WARN error=\"")
                .matches("[\\x20-\\x7E]+");
    }

    @Test
    void aTextWithoutEndCostsLittle() {
        String endless = ("Bearer " + "a".repeat(20) + "\"token\":\"" + "eyJ").repeat(200_000);

        String shown = REDACTION.shown(endless);

        assertThat(shown).hasSizeLessThan(2 * Redaction.LONGEST).endsWith("[cut]");
    }

    /** Wherever the text is cut: also where what stands before became shorter by what was taken out. */
    @ParameterizedTest
    @MethodSource("longTexts")
    void showsNoHeadOfASecretAcrossTheCut(String before) {
        for (int here = 0; here < KEY.length(); here++) {
            for (int end : new int[] {Redaction.LONGEST, Redaction.LONGEST + Redaction.BEYOND}) {
                String text = before.substring(0, end - here - 1) + " " + KEY + " " + before;

                assertThat(REDACTION.shown(text))
                        .doesNotContain(KEY.substring(16, 20))
                        .endsWith("[cut]");
            }
        }
    }

    private static Stream<String> longTexts() {
        return Stream.of("=".repeat(10_000), ("password=" + SECRET + " ").repeat(300));
    }
}
