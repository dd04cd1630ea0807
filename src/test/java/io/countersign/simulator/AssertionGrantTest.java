package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.accessToken;
import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JWT grant: what an assertion gets, and every way to refuse one. */
class AssertionGrantTest {
    private static final Instant NOW = Instant.parse("2026-11-28T22:00:00Z");
    private static final KeyPair KEYS = TestingAssertion.newKeys();
    private static final KeyPair OTHER_KEYS = TestingAssertion.newKeys();
    private static final String NO_KEY = "invalid_grant no_valid_keys_or_signatures";
    private static final String ADA = DemoCast.ada().sub();

    private final SimulatorClock clock = SimulatorClock.stoppedAt(NOW);

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withClock(clock));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @BeforeEach
    void registerTheKeyAndConsent() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(KEYS)));
        simulator.consent(DemoCast.CLIENT_ID, ADA, Set.of("signature", "impersonation"));
    }

    @Test
    void anAssertionGivesAnAccessTokenForAnHourAndNoRefreshToken() {
        HttpResponse<String> answer = present(claims -> {});

        JsonNode tokens = json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tokens.fieldNames())
                .toIterable()
                .containsExactly("access_token", "token_type", "expires_in", "scope");
        assertThat(tokens.path("expires_in").intValue()).isEqualTo(3600);
        assertThat(json(application.userInfo(accessToken(answer))).path("sub").textValue())
                .isEqualTo(ADA);
        TokenCall call = simulator.oracle().calls().getFirst();
        assertThat(call.clientId()).isEqualTo(DemoCast.CLIENT_ID);
        assertThat(call.sub()).isEqualTo(ADA);
        assertThat(call.issuedRefreshToken()).isNull();
        clock.advance(Duration.ofHours(1));
        assertThat(application.userInfo(accessToken(answer)).statusCode()).isEqualTo(401);
    }

    /** Each row of the error catalogue: what is wrong, and what DocuSign says to it. */
    enum Wrong {
        UNKNOWN_ISSUER("invalid_grant issuer_not_found", "iss", "11111111-1111-1111-1111-111111111111"),
        NO_ISSUER("invalid_grant issuer_not_found", "iss", null),
        UNKNOWN_USER("invalid_grant user_not_found", "sub", "11111111-1111-1111-1111-111111111111"),
        CLOSED_USER("invalid_grant user_not_found", (test, claims) -> test.simulator.closeUser(ADA)),
        EMAIL_FOR_SUBJECT("invalid_grant invalid_subject", "sub", DemoCast.ADA),
        NO_SUBJECT("invalid_grant invalid_subject", "sub", null),
        AUDIENCE_WITH_SCHEME(NO_KEY, (test, claims) -> claims.put("aud", test.simulator.baseUrl())),
        AUDIENCE_WITH_SLASH(NO_KEY, (test, claims) -> claims.put("aud", test.application.authority() + "/")),
        AUDIENCE_OF_DOCUSIGN(NO_KEY, "aud", "account-d.docusign.com"),
        NO_AUDIENCE(NO_KEY, "aud", null),
        TWO_AUDIENCES(
                NO_KEY,
                (test, claims) ->
                        claims.putArray("aud").add(test.application.authority()).add("account-d.docusign.com")),
        NO_EXPIRY(NO_KEY, "exp", null),
        EXPIRY_IN_WORDS(NO_KEY, "exp", "soon"),
        EXPIRED("invalid_grant expired_grant", (test, claims) -> claims.put("exp", NOW.getEpochSecond() - 300)),
        NOT_YET_VALID(NO_KEY, (test, claims) -> claims.put("nbf", NOW.getEpochSecond() + 301)),
        CLOCK_AHEAD(NO_KEY, (test, claims) -> claims.put("iat", NOW.getEpochSecond() + 301)),
        KEY_REMOVED(
                NO_KEY,
                (test, claims) -> test.simulator.changeClient(
                        DemoCast.CLIENT_ID, client -> client.withoutRsaPublicKey(TestingAssertion.pem(KEYS)))),
        SCOPE_NOT_CONSENTED("consent_required", "scope", "signature impersonation click.manage"),
        CONSENT_REVOKED("consent_required", (test, claims) -> test.simulator.revokeConsent(DemoCast.CLIENT_ID, ADA)),
        CONSENT_OF_ANOTHER(
                "consent_required",
                (test, claims) -> claims.put("sub", DemoCast.grace().sub())),
        NO_SCOPE("invalid_request", "scope", null);

        private final String answer;
        private final BiConsumer<AssertionGrantTest, ObjectNode> change;

        Wrong(String answer, String claim, String value) {
            this(answer, (test, claims) -> {
                claims.remove(claim);
                if (value != null) {
                    claims.put(claim, value);
                }
            });
        }

        Wrong(String answer, BiConsumer<AssertionGrantTest, ObjectNode> change) {
            this.answer = answer;
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongAssertionIsRefusedInDocuSignsWords(Wrong wrong) {
        HttpResponse<String> answer = present(claims -> wrong.change.accept(this, claims));

        assertRefused(answer, wrong.answer);
    }

    /** The answers alone tell a key, an audience and a clock not apart. */
    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_ISSUER, iss",
        "KEY_REMOVED, no RSA public key",
        "AUDIENCE_WITH_SCHEME, aud",
        "NO_EXPIRY, exp",
        "CLOCK_AHEAD, iat",
        "EXPIRED, exp",
        "CLOSED_USER, closed",
        "EMAIL_FOR_SUBJECT, no GUID",
        "SCOPE_NOT_CONSENTED, click.manage impersonation signature",
        "NO_SCOPE, scope"
    })
    void theLogSaysWhatWasWrong(Wrong wrong, String words) {
        present(claims -> wrong.change.accept(this, claims));

        assertThat(simulator.log().calls().getLast().why()).contains(words);
    }

    @Test
    void theLogSaysThatNoKeyFits() {
        application.assertion(OTHER_KEYS, claims -> {});

        assertThat(simulator.log().calls().getLast().why()).contains("none of the client's RSA keys");
    }

    @Test
    void anAssertionSignedWithAnotherKeyIsRefused() {
        assertRefused(application.assertion(OTHER_KEYS, claims -> {}), NO_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"typ\":\"JWT\"}"})
    void onlyRs256IsTaken(String header) {
        ObjectNode claims = SimulatorJson.object()
                .put("iss", DemoCast.CLIENT_ID)
                .put("sub", ADA)
                .put("aud", application.authority())
                .put("exp", NOW.getEpochSecond() + 60)
                .put("scope", "signature");

        assertRefused(application.assertion(TestingAssertion.signed(KEYS, header, claims)), NO_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "e30.e30", "e30.W10.AA", "e30.e30.!", "e30.e30.AA.AA"})
    void whatIsNoAssertionIsAnInvalidRequest(String assertion) {
        assertRefused(application.assertion(assertion), "invalid_request");
    }

    @Test
    void anyOfFiveKeysMaySignAndNoSixthIsTaken() {
        for (int i = 0; i < 3; i++) {
            simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(KEYS)));
        }
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(OTHER_KEYS)));

        assertThat(application.assertion(OTHER_KEYS, claims -> {}).statusCode()).isEqualTo(200);
        assertThat(present(claims -> {}).statusCode()).isEqualTo(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulator.changeClient(
                        DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(KEYS))))
                .withMessage("A client has at most five RSA keys, not 6");
    }

    @Test
    void whatIsToleratedIsTolerated() {
        assertThat(present(claims -> claims.put("exp", NOW.getEpochSecond() - 299))
                        .statusCode())
                .isEqualTo(200);
        assertThat(present(claims -> claims.put("nbf", NOW.getEpochSecond() + 300))
                        .statusCode())
                .isEqualTo(200);
        assertThat(present(claims -> claims.remove("iat")).statusCode()).isEqualTo(200);
        assertThat(present(claims -> claims.put("scope", "signature")).statusCode())
                .isEqualTo(200);
        assertThat(present(claims -> claims.putArray("aud").add(application.authority()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(present(claims -> claims.put("exp", NOW.getEpochSecond() + 86_400))
                        .body())
                .contains("\"expires_in\":3600");
    }

    @Test
    void toleranceAndAudiencesCanBeChanged() {
        simulator.change(settings -> settings.withAssertions(
                new SimulatorSettings.Assertions(Duration.ZERO, Set.of("account-d.docusign.com"))));

        assertThat(present(claims -> claims.put("aud", "account-d.docusign.com"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(present(claims -> {}).statusCode()).isEqualTo(200);
        assertRefused(present(claims -> claims.put("aud", "account.docusign.com")), NO_KEY);
        assertRefused(present(claims -> claims.put("nbf", NOW.getEpochSecond() + 1)), NO_KEY);
        assertRefused(present(claims -> claims.put("exp", NOW.getEpochSecond())), "invalid_grant expired_grant");
    }

    @Test
    void theAudienceIsTheHostByWhichTheSimulatorWasCalled() {
        HttpResponse<String> answer = application.send(HttpRequest.newBuilder(
                        URI.create(simulator.baseUrl().replace("localhost", "127.0.0.1") + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=" + AssertionGrant.TYPE + "&assertion="
                        + TestingAssertion.signed(
                                KEYS, application.authority().replace("localhost", "127.0.0.1"), NOW, claims -> {})))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void impersonationMustHaveBeenConsentedThoughItNeedNotBeAskedFor() {
        simulator.revokeConsent(DemoCast.CLIENT_ID, ADA);
        simulator.consent(DemoCast.CLIENT_ID, ADA, Set.of("signature"));

        assertRefused(present(claims -> claims.put("scope", "signature")), "consent_required");
    }

    @Test
    void theConsentPageGivesTheConsentAndItsCodeNeedNotBeExchanged() {
        String grace = DemoCast.grace().sub();
        assertRefused(present(claims -> claims.put("sub", grace)), "consent_required");

        new SimulatedPerson(DemoCast.GRACE).allow(application.authorizeUrl("scope", "signature impersonation"));

        assertThat(present(claims -> claims.put("sub", grace)).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenOutlivesTheConsent() {
        String token = accessToken(present(claims -> {}));

        simulator.revokeConsent(DemoCast.CLIENT_ID, ADA);

        assertThat(application.userInfo(token).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsStrikeAssertionsToo() {
        simulator.faults().once(Fault.userThrottled(FaultTarget.TOKEN_JWT, Duration.ofSeconds(7)));
        simulator.faults().once(OddAnswer.EXPIRES_IN_DIGITS.fault(FaultTarget.TOKEN));

        assertThat(present(claims -> {}).statusCode()).isEqualTo(429);
        assertThat(present(claims -> {}).body()).contains("\"expires_in\":\"28800\"");
        assertThat(present(claims -> {}).body()).contains("\"expires_in\":3600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", """
            -----BEGIN PRIVATE KEY-----
            AAAA
            -----END PRIVATE KEY-----"""})
    void whatIsNoPublicKeyIsNotRegistered(String pem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoCast.client().withRsaPublicKey(pem))
                .withMessageContaining("RSA public key");
    }

    private HttpResponse<String> present(Consumer<ObjectNode> change) {
        return application.assertion(KEYS, change);
    }

    private static void assertRefused(HttpResponse<String> answer, String label) {
        String[] words = label.split(" ");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").textValue()).isEqualTo(words[0]);
        assertThat(json(answer).path("error_description").textValue()).isEqualTo(words.length > 1 ? words[1] : null);
    }
}
