package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.caller.identity.JwtVerdict.Proven;
import io.countersign.caller.identity.JwtVerdict.Reason;
import io.countersign.caller.identity.JwtVerdict.Refused;
import io.countersign.caller.identity.JwtVerdict.Unknowable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {
    private static final String ISSUER = "https://issuer.example.com";
    private static final String AUDIENCE = "countersign";
    private static final String SUBJECT = "system:serviceaccount:billing:sender";
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    private static PublicJsonWebKey key;
    private static PublicJsonWebKey other;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Uni<KeySet> answer = Uni.createFrom().item(TestingJwt.parsed(key));
    private Instant now = START;
    private long nanos = 1;
    private final JwtVerifier verifier = verifier();

    @BeforeAll
    static void makeKeys() throws JoseException {
        key = TestingJwt.ecKey("one");
        other = TestingJwt.ecKey("two");
    }

    private JwtVerifier verifier() {
        TrustedIssuer issuer =
                new TrustedIssuer("kubernetes", ISSUER, AUDIENCE, Optional.empty(), Optional.empty(), Optional.empty());
        IssuerKeys keys =
                new IssuerKeys(() -> answer, () -> nanos, new IssuerRecords(registry, "kubernetes", () -> now));
        return new JwtVerifier(
                new TrustedIssuers(new TrustedIssuers.Trusted(issuer, keys)),
                new VerifiedTokens(() -> nanos),
                () -> now,
                registry);
    }

    private void passes(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private JwtVerdict verdict(String token) {
        return TestingWait.answer(verifier.verify(token));
    }

    private static JwtClaims claims() {
        return TestingJwt.changed(
                TestingJwt.claims(ISSUER, AUDIENCE, SUBJECT, START),
                "iat",
                START.minusSeconds(600).getEpochSecond());
    }

    private JwtVerdict verdict(String claim, @Nullable Object value) throws JoseException {
        return verdict(TestingJwt.signed(key, TestingJwt.changed(claims(), claim, value)));
    }

    private double counted(String outcome) {
        return registry.get("countersign.oidc.verifications").tags("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void tellsWhoseAGoodTokenIs() throws JoseException {
        assertThat(verdict(TestingJwt.signed(key, claims())))
                .isEqualTo(new Proven(ProvenIdentity.oidc(ISSUER, SUBJECT)));
        assertThat(verdict("aud", List.of("elsewhere", AUDIENCE))).isInstanceOf(Proven.class);
        assertThat(verdict("iat", START.plusSeconds(600).getEpochSecond())).isInstanceOf(Proven.class);
        assertThat(counted("proven")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS384", "ES256", "ES384", "ES512", "EdDSA"})
    void takesAsymmetricAlgorithms(String algorithm) throws JoseException {
        PublicJsonWebKey own = TestingJwt.keyFor(algorithm);
        answer = Uni.createFrom().item(TestingJwt.parsed(other, own));

        assertThat(verdict(TestingJwt.signed(own, algorithm, claims().toJson(), header -> {})))
                .isInstanceOf(Proven.class);
    }

    @Test
    void takesNoAlgorithmThatEverybodyCanSignWith() throws JoseException {
        // Given
        JsonWebSignature symmetric = new JsonWebSignature();
        symmetric.setAlgorithmHeaderValue("HS256");
        symmetric.setKeyIdHeaderValue("one");
        symmetric.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        symmetric.setPayload(claims().toJson());
        String good = TestingJwt.signed(key, claims());
        String unsigned =
                encoded("{\"alg\":\"none\",\"kid\":\"one\"}") + "." + good.split("\\.")[1] + "." + good.split("\\.")[2];

        // When, Then
        assertThat(verdict(symmetric.getCompactSerialization())).isEqualTo(new Refused(Reason.ALGORITHM));
        assertThat(verdict(unsigned)).isEqualTo(new Refused(Reason.ALGORITHM));
        assertThat(verdict(encoded("{\"alg\":\"none\"}") + "." + good.split("\\.")[1] + "."))
                .isEqualTo(new Refused(Reason.MALFORMED));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatAnotherKeySigned() throws JoseException {
        PublicJsonWebKey impostor = TestingJwt.ecKey("one");

        assertThat(verdict(TestingJwt.signed(impostor, claims()))).isEqualTo(new Refused(Reason.SIGNATURE));
        assertThat(verdict(TestingJwt.signed(other, claims()))).isEqualTo(new Refused(Reason.UNKNOWN_KEY));
    }

    @Test
    void needsNoKeyIdWhereThereIsOneKey() throws JoseException {
        // Given
        String nameless = TestingJwt.signed(
                key, "ES256", claims().toJson(), header -> header.getHeaders().setStringHeaderValue("kid", null));

        // When, Then
        assertThat(verdict(nameless)).isInstanceOf(Proven.class);
        answer = Uni.createFrom().item(TestingJwt.parsed(key, other));
        passes(Duration.ofMinutes(11));
        assertThat(verdict(nameless)).isInstanceOf(Proven.class);
        passes(Duration.ofMinutes(6));
        assertThat(verdict(nameless)).isEqualTo(new Refused(Reason.UNKNOWN_KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "exp, -59, PROVEN", "exp, -60, EXPIRED", "exp, -61, EXPIRED",
        "nbf, 59, PROVEN", "nbf, 60, PROVEN", "nbf, 61, NOT_YET_VALID"
    })
    void allowsAMinuteBetweenTwoClocks(String claim, int seconds, String outcome) throws JoseException {
        assertThat(verdict(claim, START.plusSeconds(seconds).getEpochSecond()))
                .isEqualTo(
                        outcome.equals("PROVEN")
                                ? new Proven(ProvenIdentity.oidc(ISSUER, SUBJECT))
                                : new Refused(Reason.valueOf(outcome)));
    }

    @Test
    void needsEveryClaim() throws JoseException {
        assertThat(verdict("iss", null)).isEqualTo(new Refused(Reason.UNKNOWN_ISSUER));
        assertThat(verdict("iss", ISSUER + "/")).isEqualTo(new Refused(Reason.UNKNOWN_ISSUER));
        assertThat(verdict("iss", 7)).isEqualTo(new Refused(Reason.MALFORMED));
        assertThat(verdict("aud", null)).isEqualTo(new Refused(Reason.AUDIENCE));
        assertThat(verdict("aud", "elsewhere")).isEqualTo(new Refused(Reason.AUDIENCE));
        assertThat(verdict("aud", List.of())).isInstanceOf(Refused.class);
        assertThat(verdict("aud", 7)).isInstanceOf(Refused.class);
        assertThat(verdict("exp", null)).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("exp", "tomorrow")).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("nbf", "today")).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("sub", null)).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("sub", "")).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("sub", 7)).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("sub", "a".repeat(1025))).isEqualTo(new Refused(Reason.CLAIMS));
        assertThat(verdict("sub", "a".repeat(1024))).isInstanceOf(Proven.class);
        assertThat(verdict("exp", Long.MAX_VALUE / 2)).isInstanceOf(Proven.class);
    }

    /** Half a character would be a question mark in UTF-8, and that may be somebody else's name. */
    @Test
    void refusesASubjectThatIsNoText() throws JoseException {
        String payload = claims().toJson().replace(SUBJECT, "\\ud800");

        assertThat(verdict(TestingJwt.signed(key, "ES256", payload, header -> {})))
                .isEqualTo(new Refused(Reason.CLAIMS));
    }

    @Test
    void refusesWhatIsNoSignedJwt() throws JoseException {
        String good = TestingJwt.signed(key, claims());
        String nested = TestingJwt.signed(key, "ES256", good, header -> header.setContentTypeHeaderValue("JWT"));
        String twice = claims().toJson().replaceFirst("\\{", "{\"iss\":\"https://issuer.example.com\",");

        for (String odd : List.of(
                "",
                "csk_something",
                good.replace(".", ".."),
                good + ".AAAA.AAAA",
                good + "=",
                " " + good,
                good + "\n",
                nested,
                TestingJwt.signed(key, "ES256", twice, header -> {}),
                TestingJwt.signed(key, "ES256", "[]", header -> {}),
                encoded("{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"one\"}") + good.substring(good.indexOf('.')),
                TestingJwt.signed(key, TestingJwt.changed(claims(), "padding", "x".repeat(1_000_000))))) {
            assertThat(verdict(odd)).isEqualTo(new Refused(Reason.MALFORMED));
        }
        assertThat(verdict(TestingJwt.signed(
                        key, "ES256", claims().toJson(), header -> header.setHeader("crit", List.of("exp")))))
                .isEqualTo(new Refused(Reason.ALGORITHM));
    }

    /** Neither lets it in nor fails, whatever is in its place. The last character has bits that stand for nothing. */
    @Test
    void everyChangedCharacterIsRefused() throws JoseException {
        String good = TestingJwt.signed(key, claims());
        assertThat(verdict(good)).isInstanceOf(Proven.class);

        for (int i = 0; i < good.length() - 1; i++) {
            char changed = good.charAt(i) == 'A' ? 'B' : 'A';
            String forged = good.substring(0, i) + changed + good.substring(i + 1);
            assertThat(verdict(forged)).as("%d", i).isInstanceOf(Refused.class);
        }
    }

    @Test
    void remembersATokenUntilItEndsAndFiveMinutesAtMost() throws JoseException {
        // Given
        String token = TestingJwt.signed(key, claims());
        String shorter = TestingJwt.signed(
                key, TestingJwt.changed(claims(), "exp", START.plusSeconds(120).getEpochSecond()));
        verdict(token);
        verdict(shorter);
        answer = Uni.createFrom().item(TestingJwt.parsed(other));

        // When, Then: by its own end, with the minute for clocks
        passes(Duration.ofSeconds(119));
        assertThat(verdict(shorter)).isInstanceOf(Proven.class);
        assertThat(counted("remembered")).isEqualTo(1);
        passes(Duration.ofSeconds(60));
        assertThat(verdict(shorter)).isInstanceOf(Proven.class);
        assertThat(counted("remembered")).isEqualTo(1);
        passes(Duration.ofSeconds(1));
        assertThat(verdict(shorter)).isEqualTo(new Refused(Reason.EXPIRED));

        // When, Then: by the five minutes, and then by keys that were asked for anew
        passes(Duration.ofSeconds(119));
        assertThat(verdict(token)).isInstanceOf(Proven.class);
        assertThat(counted("remembered")).isEqualTo(2);
        passes(Duration.ofMinutes(5));
        assertThat(verdict(token)).isInstanceOf(Proven.class);
        passes(Duration.ofMinutes(6));
        assertThat(verdict(token)).isEqualTo(new Refused(Reason.UNKNOWN_KEY));
    }

    @Test
    void letsNobodyInWhereTheKeysCannotBeHad() throws JoseException {
        answer = Uni.createFrom().failure(new KeySet.UnusableException("away"));
        String token = TestingJwt.signed(key, claims());

        assertThat(verdict(token)).isEqualTo(new Unknowable(Duration.ofSeconds(5)));
        assertThat(verdict(token)).isEqualTo(new Unknowable(Duration.ofSeconds(5)));
        assertThat(counted("unknowable")).isEqualTo(2);

        passes(Duration.ofSeconds(5));
        answer = Uni.createFrom().item(TestingJwt.parsed(key));
        assertThat(verdict(token)).isInstanceOf(Proven.class);
    }
}
