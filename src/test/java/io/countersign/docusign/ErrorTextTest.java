package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A code of many words is shown, and what may be a secret is not. */
class ErrorTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_does_not_belong_to_specified_account",
                "ACCOUNT_NOT_AUTHORIZED_FOR_ENVELOPE_V2_1_OF_2024",
                "oauth2_token_endpoint_rejected_grant_type_7",
                "urn.docusign.error.oauth2.refresh-token-is-not-valid",
            })
    void aLongCodeIsShown(String code) {
        assertThat(ErrorText.ofRefusal(code, 80)).isEqualTo(code);
    }

    /** In order: JWT, base64, base64url, hex in both cases, base32, letters alone, a GUID within hex, digits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2Iiwia2lkIjoi.AAAA",
                "kq3mX1vYzS9+2bGdN/0aVfQeLh7tRuWcJpOiUyTxEwQ=",
                "kq3mX1vY_S9-2bGdN_0aVfQeLh7tRuWcJpOiUyTxEwQ",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
                "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI",
                "kqmXvYzSbGdNaVfQeLhtRuWcJpOiUyTxEwQkLmNbVc",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709aaaaaaaa-1111-2222-3333-444444444444",
                "1234567890123456789012345678901234567890",
            })
    void aLongSecretIsNot(String secret) {
        assertThat(ErrorText.ofRefusal(secret, 80)).contains("[not shown]").doesNotContain(secret.substring(0, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant_5f2b8c1e-9d3a-4b7c-8e6f-0a1b2c3d4e5f, invalid_grant_[id]",
        "5f2b8c1e-9d3a-4b7c-8e6f-0a1b2c3d4e5f_was_revoked, [id]_was_revoked",
        "INVALID_GRANT_5F2B8C1E9D3A4B7C8E6F0A1B2C3D4E5F, INVALID_GRANT_[id]",
        "5f2b8c1e-9d3a-4b7c-8e6f-0a1b2c3d4e5f, [id]",
    })
    void anIdBesideWordsIsLeftOut(String code, String shown) {
        assertThat(ErrorText.ofRefusal(code, 80)).isEqualTo(shown);
    }
}
