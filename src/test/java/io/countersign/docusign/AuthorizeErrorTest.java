package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of what DocuSign says instead of a code. */
class AuthorizeErrorTest {
    @ParameterizedTest
    @CsvSource({
        "access_denied, DECLINED",
        "user_cancelled, DECLINED",
        "Access_Denied, DECLINED",
        "server_error, UNAVAILABLE",
        "internal_server_error, UNAVAILABLE",
        "temporarily_unavailable, UNAVAILABLE",
        "service_unavailable, UNAVAILABLE",
        "principal_throttled, UNAVAILABLE",
        "invalid_scope, REFUSED",
        "unauthorized_client, REFUSED",
        "invalid_request, REFUSED",
        "unsupported_response_type, REFUSED",
        "consent_required, REFUSED",
        "access_denied_by_policy, REFUSED",
        "Never-seen.1, REFUSED"
    })
    void everyCodeHasItsMeaning(String code, AuthorizeError.Meaning meaning) {
        assertThat(AuthorizeError.of(code)).isEqualTo(new AuthorizeError(meaning, code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "access denied", "access_denied ", "a\nb", "<b>", "\u00e4", "a\u0000", "a/b", "a=b"})
    void whatIsNoCodeIsNotKept(String error) {
        assertThat(AuthorizeError.of(error))
                .isEqualTo(new AuthorizeError(AuthorizeError.Meaning.REFUSED, "unreadable"));
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void isBounded(int length, boolean kept) {
        String error = "a".repeat(length);

        assertThat(AuthorizeError.of(error).code()).isEqualTo(kept ? error : "unreadable");
    }
}
