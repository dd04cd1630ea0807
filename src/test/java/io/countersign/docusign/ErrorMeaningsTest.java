package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.Refused;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of meanings against everything that is known of DocuSign's errors, and against everything that is not. */
class ErrorMeaningsTest {
    /** What would end a stored connection. */
    private static final Set<Meaning> VERDICTS =
            EnumSet.of(Meaning.RECONNECT, Meaning.RECONNECT_OR_OPERATOR, Meaning.NEEDS_CONSENT, Meaning.USER_GONE);

    private static final String BARE = "{\"error\":\"invalid_grant\"}";
    private static final String FAULT = "{\"error\":\"internal_server_error\",\"reference_id\":\"0\"}";

    /**
     * A body of the token endpoint's catalogue of errors.
     *
     * @param mark V: published by DocuSign. O: reported from real traffic. U: of RFC 6749, never seen of DocuSign
     */
    private record Listed(char mark, TokenCall call, int status, String body, Meaning meaning) {}

    /** The catalogue, line by line; written from what is known of DocuSign and not from the table. */
    static Stream<Listed> catalogue() {
        return Stream.of(
                on(TokenCall.EXCHANGE, 'V', 400, coded("expired_client_token"), Meaning.RECONNECT_OR_OPERATOR),
                on(TokenCall.REFRESH, 'O', 400, coded("expired_client_token"), Meaning.RECONNECT),
                on(TokenCall.EXCHANGE, 'O', 400, coded("unauthorized_client"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'O', 400, coded("unauthorized_client"), Meaning.OPERATOR),
                on(TokenCall.EXCHANGE, 'O', 400, BARE, Meaning.RECONNECT),
                on(TokenCall.REFRESH, 'O', 400, BARE, Meaning.RECONNECT),
                on(TokenCall.EXCHANGE, 'O', 400, named("invalid_request"), Meaning.UNKNOWN_REFUSAL),
                on(TokenCall.REFRESH, 'O', 400, named("invalid_request"), Meaning.UNKNOWN_REFUSAL),
                on(TokenCall.EXCHANGE, 'V', 400, named("consent_required"), Meaning.NEEDS_CONSENT),
                on(TokenCall.REFRESH, 'V', 400, named("consent_required"), Meaning.NEEDS_CONSENT),
                on(TokenCall.REFRESH, 'V', 400, coded("user_not_found"), Meaning.USER_GONE),
                on(TokenCall.REFRESH, 'V', 400, coded("invalid_subject"), Meaning.USER_GONE),
                on(TokenCall.EXCHANGE, 'V', 400, coded("issuer_not_found"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'V', 400, coded("issuer_not_found"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'V', 400, coded("no_valid_keys_or_signatures"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'V', 400, coded("expired_grant"), Meaning.RECONNECT),
                on(TokenCall.REFRESH, 'U', 400, named("unsupported_grant_type"), Meaning.UNKNOWN_REFUSAL),
                on(TokenCall.EXCHANGE, 'U', 400, named("invalid_scope"), Meaning.UNKNOWN_REFUSAL),
                on(TokenCall.EXCHANGE, 'U', 401, named("invalid_client"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'U', 400, named("invalid_client"), Meaning.OPERATOR),
                on(TokenCall.REFRESH, 'O', 429, named("principal_throttled"), Meaning.USER_THROTTLED),
                on(TokenCall.EXCHANGE, 'O', 429, named("principal_throttled"), Meaning.USER_THROTTLED),
                on(TokenCall.REFRESH, 'O', 401, FAULT, Meaning.OPERATOR),
                on(TokenCall.ASSERTION, 'V', 400, named("consent_required"), Meaning.NEEDS_CONSENT),
                on(TokenCall.ASSERTION, 'V', 400, coded("user_not_found"), Meaning.USER_GONE),
                on(TokenCall.ASSERTION, 'V', 400, coded("invalid_subject"), Meaning.USER_GONE),
                on(TokenCall.ASSERTION, 'V', 400, coded("issuer_not_found"), Meaning.OPERATOR),
                on(TokenCall.ASSERTION, 'O', 400, coded("unauthorized_client"), Meaning.OPERATOR),
                on(TokenCall.ASSERTION, 'V', 400, coded("no_valid_keys_or_signatures"), Meaning.KEY_REFUSED),
                on(TokenCall.ASSERTION, 'V', 400, coded("expired_grant"), Meaning.EXPIRED_ASSERTION),
                on(TokenCall.ASSERTION, 'O', 400, named("invalid_request"), Meaning.UNEXPECTED),
                on(TokenCall.ASSERTION, 'O', 400, BARE, Meaning.UNEXPECTED),
                on(TokenCall.ASSERTION, 'U', 401, named("invalid_client"), Meaning.OPERATOR),
                on(TokenCall.ASSERTION, 'U', 400, named("unsupported_grant_type"), Meaning.UNEXPECTED),
                on(TokenCall.ASSERTION, 'U', 400, named("invalid_scope"), Meaning.UNEXPECTED),
                on(TokenCall.ASSERTION, 'O', 429, named("principal_throttled"), Meaning.USER_THROTTLED));
    }

    private static Listed on(TokenCall call, char mark, int status, String body, Meaning meaning) {
        return new Listed(mark, call, status, body, meaning);
    }

    private static String named(String error) {
        return "{\"error\":\"" + error + "\"}";
    }

    private static String coded(String description) {
        return "{\"error\":\"invalid_grant\",\"error_description\":\"" + description + "\"}";
    }

    private static TokenAnswer answer(TokenCall call, int status, String body) {
        return TokenAnswers.read(call, new WireAnswer(status, null, body.getBytes(StandardCharsets.UTF_8), true));
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void whatIsListedMeansWhatIsKnownOfIt(Listed listed) {
        assertThat(answer(listed.call, listed.status, listed.body))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.meaning()).isEqualTo(listed.meaning));
    }

    @ParameterizedTest(name = "{0} {1} {2} on {3} means {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                // The same codes in the other member, and in other letters.
                "400, user_not_found, -, REFRESH, USER_GONE",
                "400, issuer_not_found, -, EXCHANGE, OPERATOR",
                "400, unauthorized_client, -, REFRESH, OPERATOR",
                "400, expired_refresh_token, -, REFRESH, RECONNECT",
                "400, principal_throttled, -, REFRESH, USER_THROTTLED",
                "400, temporarily_unavailable, -, REFRESH, RETRY",
                "400, invalid_grant, consent_required, REFRESH, NEEDS_CONSENT",
                "400, invalid_grant, Unauthorized_Client, REFRESH, OPERATOR",
                "400, INVALID_GRANT, -, REFRESH, RECONNECT",
                // Of two codes the one that harms no tenant counts, in either order.
                "400, invalid_client, expired_refresh_token, REFRESH, OPERATOR",
                "400, consent_required, unauthorized_client, REFRESH, OPERATOR",
                "400, unauthorized_client, user_not_found, REFRESH, OPERATOR",
                "400, principal_throttled, unauthorized_client, REFRESH, USER_THROTTLED",
                // A code counts more than the status, but not more than 429.
                "401, invalid_grant, expired_refresh_token, REFRESH, RECONNECT",
                "401, invalid_grant, -, REFRESH, UNKNOWN_REFUSAL",
                "401, invalid_grant, Refresh token expired, REFRESH, UNKNOWN_REFUSAL",
                "401, invalid_client, Refresh token expired, REFRESH, OPERATOR",
                "401, invalid_grant, -, EXCHANGE, OPERATOR",
                "401, -, -, REFRESH, OPERATOR",
                // Whoever it is that says so: before an exchange stands nobody's gate.
                "401, -, -, EXCHANGE, UNEXPECTED",
                "401, -, invalid_client, EXCHANGE, OPERATOR",
                "403, invalid_scope, -, EXCHANGE, UNEXPECTED",
                "429, -, -, EXCHANGE, RETRY",
                "429, invalid_grant, -, REFRESH, RETRY",
                "429, invalid_grant, user_not_found, REFRESH, RETRY",
                // Of an assertion only what names consent or user is about somebody; a key's fault comes before.
                "400, consent_required, no_valid_keys_or_signatures, ASSERTION, KEY_REFUSED",
                "400, user_not_found, expired_grant, ASSERTION, EXPIRED_ASSERTION",
                "400, consent_required, issuer_not_found, ASSERTION, OPERATOR",
                "400, invalid_grant, expired_client_token, ASSERTION, UNEXPECTED",
                "400, invalid_grant, The user has no consent, ASSERTION, UNEXPECTED",
                "401, -, -, ASSERTION, UNEXPECTED",
                "401, invalid_grant, -, ASSERTION, UNEXPECTED",
                "403, invalid_grant, -, ASSERTION, UNEXPECTED",
                "429, consent_required, -, ASSERTION, RETRY",
                // Prose beside a code in the error.
                "400, invalid_client, Client authentication failed, REFRESH, OPERATOR",
                // Nobody's stored token is at stake in an exchange.
                "400, invalid_grant, The code is no longer valid, EXCHANGE, RECONNECT",
                "400, invalid_grant, pkce_failed, EXCHANGE, RECONNECT",
            })
    void precedence(int status, String error, String description, TokenCall call, Meaning meaning) {
        assertThat(ErrorMeanings.of(call, status, error, description)).isEqualTo(meaning);
    }

    /** Nobody at once, at least: see {@link Meaning#UNKNOWN_REFUSAL}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"invalid_grant\",\"error_description\":\"The refresh token is no longer valid\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"expired_token was presented by user_not_found\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"client_disabled\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":{\"code\":\"unauthorized_client\"}}",
                "{\"error\":\"invalid_grant\",\"error_description\":17}",
                "{\"error\":\"invalid_grant_maybe\"}",
                "{\"error\":\"The consent_required flag is set\"}",
                "{\"error\":[\"invalid_grant\"]}",
                "{\"error\":true}",
                "{\"error\":{\"code\":400}}",
                "{\"error\":true,\"error_description\":\"user_not_found\"}",
                "{\"error\":400,\"error_description\":\"consent_required\"}",
                "{\"error\":{\"code\":\"invalid_grant\"},\"error_description\":\"unauthorized_client\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"Refresh token expired\"}",
                "{\"error\":\"invalid_request\",\"error_description\":\"The refresh token is not valid\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"AUTH-17: expired_client_token\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"error: user_not_found\"}",
            })
    void aRefusalInOtherWordsIsNoVerdictYet(String body) {
        for (int status : new int[] {400, 401}) {
            assertThat(answer(TokenCall.REFRESH, status, body))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.meaning()).isEqualTo(Meaning.UNKNOWN_REFUSAL));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error_description\":\"invalid_grant\"}",
                "{\"errorCode\":\"AUTHORIZATION_INVALID_TOKEN\",\"message\":\"expired or revoked\"}",
                "\"invalid_grant\"",
                "invalid_grant",
                "<html>invalid_grant</html>",
                "{}",
                "",
            })
    void noVerdictIsConcludedFromOddBodies(String body) {
        assertThat(answer(TokenCall.REFRESH, 400, body))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.meaning()).isEqualTo(Meaning.UNEXPECTED));
    }

    /** A firewall's 403, a proxy's 407, whatever they say. */
    @ParameterizedTest
    @ValueSource(ints = {402, 403, 404, 405, 407, 409, 413, 415, 421, 422, 423, 451, 499})
    void everyOtherUnknownStatusIsAnOutage(int status) {
        for (String body : List.of("<html>Request blocked</html>", BARE, named("invalid_request"), "")) {
            assertThat(answer(TokenCall.REFRESH, status, body))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.meaning()).isEqualTo(Meaning.UNEXPECTED));
        }
    }

    /** Different ones stay different: three of the same can cost a consent. */
    @ParameterizedTest
    @CsvSource({
        "'\"invalid_grant\"', invalid_grant",
        "'\"Invalid_Request\"', invalid_request",
        "'\"AADSTS70008\"', aadsts70008",
        "'\"oauth2.token-expired\"', oauth2.token-expired",
        "'\"bad secret 4c1f6b1e-7a0e-4d0e-9f3e-2f5b8f6a1c11\"', bad secret [id]",
        "'\"token_dead 4C1F6B1E7A0E4D0E9F3E2F5B8F6A1C11\"', token_dead [id]",
        "'\"The token is bad\"', the token is bad",
        "'\"the_refresh_token_that_was_presented_lives_no_more\"', the_refresh_token_that_was_presented_lives_no_more",
        "7, other",
        "true, other",
        "'{\"code\":\"Gone\",\"trace\":\"0HN5Q2\"}', other",
        "'\"invalid_grant_4c1f6b1e-7a0e-4d0e-9f3e-2f5b8f6a1c11\"', invalid_grant_[id]",
        "'{\"code\":{}}', other",
        "'\"4c1f6b1e-7a0e-4d0e-9f3e-2f5b8f6a1c11.YWJjZGVmZ2hpamtsbW5vcA\"', other",
        "'{\"message\":\"Gone at 17:03\"}', other",
        "'[\"gone\"]', other",
        "'\"id eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2Iiwia2lkIjoi.AAAA\"', other",
    })
    void theCodeThatIsKeptIsDocuSigns(String error, String code) {
        assertThat(answer(TokenCall.REFRESH, 400, "{\"error\":" + error + ",\"error_description\":\"?\"}"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void aBareInvalidGrantIsAVerdictOnlyWithItsOwnStatus() {
        for (int status = 402; status < 500; status++) {
            assertThat(answer(TokenCall.REFRESH, status, BARE))
                    .as("status %d", status)
                    .satisfies(answer -> assertThat(isVerdict(answer)).isFalse());
        }
    }

    /** Words that are like codes, prose, and everything between, in both members, under every status of a refusal. */
    @Test
    void noUnknownBodyIsEverAVerdict() {
        Random random = new Random(6);
        for (int i = 0; i < 50_000; i++) {
            String error = random.nextBoolean() ? "invalid_grant" : words(random);
            String body = "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(error, words(random));
            int status = 400 + random.nextInt(100);

            for (TokenCall call : new TokenCall[] {TokenCall.REFRESH, TokenCall.ASSERTION}) {
                assertThat(isVerdict(answer(call, status, body)))
                        .as("%s %d %s", call, status, body)
                        .isFalse();
            }
        }
    }

    /** Never one of the known codes: of those, none has a z. */
    private static String words(Random random) {
        List<String> parts = List.of("token", "expired", "_", " ", "user", "not_found", "grant", "invalid", "Z", ".");
        StringBuilder text = new StringBuilder("z");
        for (int i = random.nextInt(6); i > 0; i--) {
            String part = parts.get(random.nextInt(parts.size()));
            if (random.nextBoolean()) {
                text.append(part);
            } else {
                text.insert(0, part.equals("expired") ? "xpired" : part);
            }
        }
        return text.toString();
    }

    private static boolean isVerdict(TokenAnswer answer) {
        return answer instanceof Refused refused && VERDICTS.contains(refused.meaning());
    }

    @ParameterizedTest
    @EnumSource(TokenCall.class)
    void aServerErrorIsNeverARefusalWhateverItSays(TokenCall call) {
        List<String> bodies = Stream.concat(
                        catalogue().map(Listed::body),
                        Stream.of("", "{", "<html>Bad gateway</html>", "{\"access_token\":\"A\",\"expires_in\":1}"))
                .toList();
        for (String body : bodies) {
            for (int status = 500; status < 600; status++) {
                assertThat(answer(call, status, body))
                        .as("%d %s", status, body)
                        .isEqualTo(new NoAnswer(NoAnswer.Reason.SERVER_ERROR, status, null));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FAULT,
                "{\"error\":\"server_error\"}",
                "{\"error\":\"Internal_Server_Error\"}",
                "{\"error\":\"invalid_grant\",\"error_description\":\"internal_server_error\"}"
            })
    void aServersFaultWithStatus400ProvesNothing(String body) {
        assertThat(answer(TokenCall.REFRESH, 400, body))
                .isEqualTo(new NoAnswer(NoAnswer.Reason.SERVER_ERROR, 400, null));
    }
}
