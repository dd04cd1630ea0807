package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.UserInfo.Account;
import io.countersign.docusign.UserInfo.Profile;
import io.countersign.docusign.UserInfoAnswer.Known;
import io.countersign.docusign.UserInfoAnswer.Refused;
import io.countersign.docusign.UserInfoAnswer.Silent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserInfoAnswersTest {

    private static final ApiAddresses REAL = new ApiAddresses(URI.create("https://account-d.docusign.com"));

    private static UserInfoAnswer read(int status, String body) {
        return UserInfoAnswers.read(
                new WireAnswer(status, Duration.ofSeconds(7), body.getBytes(StandardCharsets.UTF_8), true), REAL);
    }

    /** PostgreSQL and the seals take whole characters only. */
    @Test
    void halfACharacterBecomesAQuestionMark() {
        // When
        UserInfoAnswer answer = read(
                200,
                "{\"sub\":\"u\",\"accounts\":"
                        + "[{\"account_id\":\"a\\ud800\",\"base_uri\":\"https://demo.docusign.net\"}]}");

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Known.class,
                        known -> assertThat(
                                        known.userInfo().accounts().getFirst().accountId())
                                .isEqualTo("a?"));
    }

    @Test
    void identityIsKnown() {
        // When
        UserInfoAnswer answer = read(200, """
                {"sub":"u-1","name":"Ann Lee","given_name":"Ann","family_name":3,"created":"2015-08-13T22:03:03.45",
                 "email":"ann@example.com",
                 "accounts":[
                   {"account_id":"a-1","is_default":true,"account_name":"One","base_uri":"https://demo.docusign.net",
                    "organization":{"organization_id":"o","links":[]}},
                   {"account_id":"a-2","is_default":false,"base_uri":"https://eu.docusign.net/"}]}""");

        // Then
        assertThat(answer)
                .isEqualTo(new Known(
                        new UserInfo(
                                "u-1",
                                "Ann Lee",
                                "ann@example.com",
                                new Profile("Ann", null, "2015-08-13T22:03:03.45"),
                                List.of(
                                        new Account("a-1", "One", URI.create("https://demo.docusign.net")),
                                        new Account("a-2", null, URI.create("https://eu.docusign.net")))),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\""})
    void theDefaultAccountStandsFirst(String truth) {
        // When
        UserInfoAnswer answer = read(200, """
                {"sub":"u","accounts":[
                   {"account_id":"a-1","is_default":false,"base_uri":"https://demo.docusign.net"},
                   {"account_id":"a-2","base_uri":"https://demo.docusign.net"},
                   {"account_id":"a-3","is_default":%s,"base_uri":"https://demo.docusign.net"},
                   {"account_id":"a-4","is_default":"false","base_uri":"https://demo.docusign.net"}]}""".formatted(truth));

        // Then
        assertThat(((Known) answer).userInfo().accounts())
                .extracting(Account::accountId)
                .containsExactly("a-3", "a-1", "a-2", "a-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sub\":\"u\",\"accounts\":[]}", "{\"sub\":\"u\"}"})
    void userMayHaveNoAccount(String body) {
        // When
        UserInfoAnswer answer = read(200, body);

        // Then
        assertThat(answer).isEqualTo(new Known(new UserInfo("u", null, null, List.of()), List.of()));
    }

    @Test
    void onlyForeignAddressesAreRefused() {
        // When
        UserInfoAnswer answer = read(
                200, "{\"sub\":\"u\",\"accounts\":[{\"account_id\":\"a\",\"base_uri\":\"http://169.254.169.254\"}]}");

        // Then
        assertThat(answer)
                .isEqualTo(new Refused(
                        Refused.Reason.NO_USABLE_ACCOUNT,
                        200,
                        List.of(new UserInfoAnswer.LeftOut(UserInfoAnswer.LeftOut.Reason.FOREIGN, "a"))));
    }

    @Test
    void anErrorInASuccessIsNoIdentity() {
        // When
        UserInfoAnswer answer = read(200, "{\"error\":\"server_error\",\"sub\":\"u\",\"accounts\":[]}");

        // Then
        assertThat(answer).isEqualTo(new Silent(Silent.Reason.UNREADABLE, null));
    }

    @Test
    void misleadingTextOfDeadTokenIsNotBelieved() {
        // When
        UserInfoAnswer answer = read(401, "{\"error\":\"internal_server_error\",\"reference_id\":\"1\"}");

        // Then
        assertThat(answer).isEqualTo(new Refused(Refused.Reason.TOKEN, 401, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "500, SERVER_ERROR, 7",
        "408, SERVER_ERROR, 7",
        "429, THROTTLED, 7",
        "302, UNREADABLE,",
        "200, UNREADABLE,"
    })
    void noIdentityIsSilence(int status, Silent.Reason reason, Long retryAfter) {
        // When
        UserInfoAnswer answer = read(status, "{\"name\":\"nobody\"}");

        // Then
        assertThat(answer).isEqualTo(new Silent(reason, retryAfter == null ? null : Duration.ofSeconds(retryAfter)));
    }

    @Test
    void otherRefusalIsUnexpected() {
        // When
        UserInfoAnswer answer = read(403, "");

        // Then
        assertThat(answer).isEqualTo(new Refused(Refused.Reason.UNEXPECTED, 403, List.of()));
    }
}
