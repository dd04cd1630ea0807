package io.countersign.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.issuing.Place;
import io.countersign.problem.OAuthError;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token exchange has to look like. */
class GrantRequestTest {
    private static final String EXCHANGE =
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=eyJh.e30.AA";

    private static final String JWT = "&subject_token_type=urn:ietf:params:oauth:token-type:jwt";

    private static GrantRequest read(String form) {
        assertThat(Form.read(form, null)).isInstanceOf(Form.Reading.Read.class);
        return Form.read(form, null) instanceof Form.Reading.Read read
                ? GrantRequest.of(read.form())
                : new GrantRequest.Refused(GrantRequest.invalidTarget());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt", "id_token", "access_token"})
    void takesWhatIssuersCallAJwt(String type) {
        assertThat(read(EXCHANGE + "&subject_token_type=urn:ietf:params:oauth:token-type:" + type
                        + "&requested_token_type=urn:ietf:params:oauth:token-type:access_token&audience=docusign"
                        + "&resource=urn:countersign:tenant:acme:legal"))
                .isEqualTo(new GrantRequest.ByExchange(
                        Secret.ofText("eyJh.e30.AA"), Optional.of(new Place("acme", "legal"))));
    }

    @Test
    void leavesAMissingTargetForAfterTheSubject() {
        GrantRequest.ByExchange without = new GrantRequest.ByExchange(Secret.ofText("eyJh.e30.AA"), Optional.empty());

        assertThat(read(EXCHANGE + JWT)).isEqualTo(without);
        assertThat(read(EXCHANGE + JWT + "&resource=https://demo.docusign.net")).isEqualTo(without);
        assertThat(read(EXCHANGE + JWT + "&scope=urn:countersign:tenant:acme"))
                .isEqualTo(new GrantRequest.ByExchange(
                        Secret.ofText("eyJh.e30.AA"), Optional.of(new Place("acme", "default"))));
    }

    @ParameterizedTest
    @CsvSource({
        "'', subject_token_type is missing",
        "&subject_token_type=urn:ietf:params:oauth:token-type:saml2, subject_token_type must be",
        "&subject_token_type=jwt, subject_token_type must be",
        "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&requested_token_type=jwt, requested_token_type must be",
        "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&actor_token=eyJh.e30.AA, actor_token is not taken",
        "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&actor_token_type=x, actor_token is not taken"
    })
    void refusesTheRestBeforeAnybodyIsAsked(String more, String why) {
        assertThat(read(EXCHANGE + more)).isInstanceOfSatisfying(GrantRequest.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(OAuthError.Code.INVALID_REQUEST);
            assertThat(refused.error().description()).contains(why);
        });
    }
}
