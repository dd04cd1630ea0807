package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * What can be changed about the simulator while it runs. Immutable: change it with
 * {@link DocuSignSimulator#change(java.util.function.UnaryOperator)}. A new lifetime counts for what is issued from
 * then on.
 *
 * @param lifetimes how long things live
 * @param refreshTokens what refreshing does to refresh tokens
 * @param answers what answers look like
 * @param assertions how the JWT grant is judged
 */
public record SimulatorSettings(
        Lifetimes lifetimes, RefreshTokens refreshTokens, Answers answers, Assertions assertions) {
    /** Checks that every part is there. */
    public SimulatorSettings {
        requireNonNull(lifetimes, "lifetimes is null");
        requireNonNull(refreshTokens, "refreshTokens is null");
        requireNonNull(answers, "answers is null");
        requireNonNull(assertions, "assertions is null");
    }

    /**
     * How long things live. Each is more than nothing.
     *
     * @param accessToken DocuSign: 28800 s, fixed
     * @param refreshToken DocuSign: typically 30 days, never told in the answer
     * @param code DocuSign: 2 minutes
     */
    public record Lifetimes(Duration accessToken, Duration refreshToken, Duration code) {
        /** Checks that they are positive. */
        public Lifetimes {
            requirePositive(accessToken, "accessToken");
            requirePositive(refreshToken, "refreshToken");
            requirePositive(code, "code");
        }

        private static void requirePositive(Duration life, String name) {
            if (!requireNonNull(life, name + " is null").isPositive()) {
                throw new IllegalArgumentException(name + " must be more than 0 seconds");
            }
        }
    }

    /**
     * What refreshing does to refresh tokens.
     *
     * @param rotation what becomes of a used one
     * @param reissued whether a refresh answers with a new one; where false the presented one stays valid whatever the
     *     rotation mode, and {@code extended} prolongs that one
     */
    public record RefreshTokens(RotationMode rotation, boolean reissued) {
        /** Checks that there is a mode. */
        public RefreshTokens {
            requireNonNull(rotation, "rotation is null");
        }
    }

    /**
     * What answers look like.
     *
     * @param scope whether token answers carry {@code scope}; {@code extended} is never echoed
     * @param tokenPayloadBytes the size of the random middle part of access and refresh tokens, 1 to 4096 bytes
     * @param wrongSecret how a wrong client secret is answered
     * @param decline how a person who declines is sent back
     * @param adminConsent what the code that an administrator's consent gives is worth
     */
    public record Answers(
            boolean scope,
            int tokenPayloadBytes,
            WrongSecretAnswer wrongSecret,
            DeclineAnswer decline,
            AdminConsentAnswer adminConsent) {
        private static final int LARGEST_PAYLOAD_BYTES = 4096;

        /** Checks that every part is there and the size within its bounds. */
        public Answers {
            requireNonNull(wrongSecret, "wrongSecret is null");
            requireNonNull(decline, "decline is null");
            requireNonNull(adminConsent, "adminConsent is null");
            if (tokenPayloadBytes < 1 || tokenPayloadBytes > LARGEST_PAYLOAD_BYTES) {
                throw new IllegalArgumentException("tokenPayloadBytes must be 1 to 4096, not " + tokenPayloadBytes);
            }
        }
    }

    /**
     * How assertions are judged.
     *
     * @param clockTolerance how far {@code exp}, {@code nbf} and {@code iat} may be off; DocuSign: unknown
     * @param audiences what {@code aud} may say besides the host and port by which the simulator was called, for
     *     example {@code account-d.docusign.com} for a client that knows no other
     */
    public record Assertions(Duration clockTolerance, Set<String> audiences) {
        /** Checks that the tolerance is not negative and copies the audiences. */
        public Assertions {
            if (requireNonNull(clockTolerance, "clockTolerance is null").isNegative()) {
                throw new IllegalArgumentException("clockTolerance must not be negative");
            }
            audiences = Set.copyOf(audiences);
        }
    }

    /** DocuSign's documented values; where the documents are silent, the choice that is hardest on a client. */
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                new Lifetimes(Duration.ofSeconds(28_800), Duration.ofDays(30), Duration.ofMinutes(2)),
                new RefreshTokens(new RotationMode.Strict(), true),
                new Answers(
                        true,
                        300,
                        WrongSecretAnswer.UNAUTHORIZED_CLIENT,
                        DeclineAnswer.ACCESS_DENIED,
                        AdminConsentAnswer.ID_TOKEN),
                new Assertions(Duration.ofMinutes(5), Set.of()));
    }

    /** These settings with another life of access tokens. */
    public SimulatorSettings withAccessTokenLife(Duration life) {
        return with(new Lifetimes(life, refreshTokenLife(), codeLife()));
    }

    /** These settings with another life of refresh tokens. */
    public SimulatorSettings withRefreshTokenLife(Duration life) {
        return with(new Lifetimes(accessTokenLife(), life, codeLife()));
    }

    /** These settings with another life of authorization codes. */
    public SimulatorSettings withCodeLife(Duration life) {
        return with(new Lifetimes(accessTokenLife(), refreshTokenLife(), life));
    }

    /** These settings with another rotation mode. */
    public SimulatorSettings withRotation(RotationMode mode) {
        return with(new RefreshTokens(mode, refreshTokenReissued()));
    }

    /** These settings with refreshes that answer with a new refresh token, or do not. */
    public SimulatorSettings withRefreshTokenReissued(boolean reissued) {
        return with(new RefreshTokens(rotation(), reissued));
    }

    /** These settings with token answers that carry {@code scope}, or do not. */
    public SimulatorSettings withScopeInAnswer(boolean inAnswer) {
        return with(new Answers(
                inAnswer, tokenPayloadBytes(), wrongSecretAnswer(), declineAnswer(), answers.adminConsent()));
    }

    /** These settings with tokens of another size. */
    public SimulatorSettings withTokenPayloadBytes(int bytes) {
        return with(new Answers(scopeInAnswer(), bytes, wrongSecretAnswer(), declineAnswer(), answers.adminConsent()));
    }

    /** These settings with another answer to a wrong client secret. */
    public SimulatorSettings withWrongSecretAnswer(WrongSecretAnswer answer) {
        return with(new Answers(scopeInAnswer(), tokenPayloadBytes(), answer, declineAnswer(), answers.adminConsent()));
    }

    /** These settings with another answer for a person who declines. */
    public SimulatorSettings withDeclineAnswer(DeclineAnswer answer) {
        return with(
                new Answers(scopeInAnswer(), tokenPayloadBytes(), wrongSecretAnswer(), answer, answers.adminConsent()));
    }

    /** These settings with another worth of the code that an administrator's consent gives. */
    public SimulatorSettings withAdminConsentAnswer(AdminConsentAnswer answer) {
        return with(new Answers(scopeInAnswer(), tokenPayloadBytes(), wrongSecretAnswer(), declineAnswer(), answer));
    }

    /** These settings with assertions judged otherwise. */
    public SimulatorSettings withAssertions(Assertions others) {
        return new SimulatorSettings(lifetimes, refreshTokens, answers, others);
    }

    private SimulatorSettings with(Lifetimes others) {
        return new SimulatorSettings(others, refreshTokens, answers, assertions);
    }

    private SimulatorSettings with(RefreshTokens others) {
        return new SimulatorSettings(lifetimes, others, answers, assertions);
    }

    private SimulatorSettings with(Answers others) {
        return new SimulatorSettings(lifetimes, refreshTokens, others, assertions);
    }

    Duration accessTokenLife() {
        return lifetimes.accessToken();
    }

    Duration refreshTokenLife() {
        return lifetimes.refreshToken();
    }

    Duration codeLife() {
        return lifetimes.code();
    }

    RotationMode rotation() {
        return refreshTokens.rotation();
    }

    boolean refreshTokenReissued() {
        return refreshTokens.reissued();
    }

    boolean scopeInAnswer() {
        return answers.scope();
    }

    int tokenPayloadBytes() {
        return answers.tokenPayloadBytes();
    }

    WrongSecretAnswer wrongSecretAnswer() {
        return answers.wrongSecret();
    }

    DeclineAnswer declineAnswer() {
        return answers.decline();
    }
}
