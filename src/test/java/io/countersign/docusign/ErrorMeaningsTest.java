package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal that has been seen from DocuSign or that RFC 6749 allows, for both calls. */
class ErrorMeaningsTest {

    @ParameterizedTest(name = "{0} {1} {2} on {3} means {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                // What DocuSign was seen to answer.
                "400, invalid_grant, expired_client_token, EXCHANGE, RECONNECT_OR_OPERATOR",
                "400, invalid_grant, expired_client_token, REFRESH, RECONNECT",
                "400, invalid_grant, unauthorized_client, EXCHANGE, OPERATOR",
                "400, invalid_grant, unauthorized_client, REFRESH, OPERATOR",
                "400, invalid_grant, -, EXCHANGE, RECONNECT",
                "400, invalid_grant, -, REFRESH, RECONNECT",
                "400, invalid_request, -, EXCHANGE, UNEXPECTED",
                "400, invalid_request, -, REFRESH, UNEXPECTED",
                "400, consent_required, -, EXCHANGE, NEEDS_CONSENT",
                "400, consent_required, -, REFRESH, NEEDS_CONSENT",
                "400, invalid_grant, user_not_found, REFRESH, USER_GONE",
                "400, invalid_grant, invalid_subject, REFRESH, USER_GONE",
                "400, invalid_grant, issuer_not_found, EXCHANGE, OPERATOR",
                "400, invalid_grant, issuer_not_found, REFRESH, OPERATOR",
                "400, invalid_grant, no_valid_keys_or_signatures, REFRESH, OPERATOR",
                "400, invalid_grant, expired_grant, REFRESH, RECONNECT",
                "400, principal_throttled, -, REFRESH, RETRY",
                "429, principal_throttled, -, REFRESH, RETRY",
                // The same codes in the other member.
                "400, user_not_found, -, REFRESH, USER_GONE",
                "400, issuer_not_found, -, EXCHANGE, OPERATOR",
                "400, invalid_grant, consent_required, REFRESH, NEEDS_CONSENT",
                "400, invalid_grant, Unauthorized_Client, REFRESH, OPERATOR",
                // RFC 6749 section 5.2, and prose where a code is expected.
                "401, invalid_client, -, EXCHANGE, OPERATOR",
                "400, invalid_client, Client authentication failed, REFRESH, OPERATOR",
                "400, unauthorized_client, -, REFRESH, OPERATOR",
                "400, unsupported_grant_type, -, REFRESH, UNEXPECTED",
                "400, invalid_scope, -, EXCHANGE, UNEXPECTED",
                "400, invalid_grant, The refresh token is no longer valid, REFRESH, RECONNECT",
                "400, temporarily_unavailable, -, REFRESH, RETRY",
                // The status alone.
                "401, -, -, REFRESH, OPERATOR",
                "401, invalid_grant, -, REFRESH, OPERATOR",
                "401, internal_server_error, -, REFRESH, OPERATOR",
                "401, invalid_grant, expired_refresh_token, REFRESH, RECONNECT",
                "429, -, -, EXCHANGE, RETRY",
                "429, invalid_grant, -, REFRESH, RETRY",
                "400, -, -, REFRESH, UNEXPECTED",
                "403, -, -, REFRESH, UNEXPECTED",
                "404, -, -, EXCHANGE, UNEXPECTED",
            })
    void refusalMeans(int status, String error, String description, TokenCall call, Meaning meaning) {
        // When
        Meaning found = ErrorMeanings.of(call, status, error, description);

        // Then
        assertThat(found).isEqualTo(meaning);
    }
}
