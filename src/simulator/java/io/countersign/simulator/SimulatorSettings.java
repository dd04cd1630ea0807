package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What can be changed about the simulator while it runs. Immutable: change it with
 * {@link DocuSignSimulator#change(java.util.function.UnaryOperator)}. A new lifetime counts for what is issued from
 * then on.
 *
 * @param accessTokenLife how long an access token lives; DocuSign: 28800 s, fixed
 * @param refreshTokenLife how long a refresh token lives; DocuSign: typically 30 days, never told in the answer
 * @param codeLife how long an authorization code lives; DocuSign: 2 minutes
 * @param rotation what becomes of a used refresh token
 * @param refreshTokenReissued whether a refresh answers with a new refresh token; where false the presented one stays
 *     valid whatever the rotation mode, and {@code extended} prolongs that one
 * @param scopeInAnswer whether token answers carry {@code scope}; {@code extended} is never echoed
 * @param tokenPayloadBytes the size of the random middle part of access and refresh tokens, 1 to 4096 bytes
 * @param wrongSecretAnswer how a wrong client secret is answered
 * @param declineAnswer how a person who declines is sent back
 */
public record SimulatorSettings(
        Duration accessTokenLife,
        Duration refreshTokenLife,
        Duration codeLife,
        RotationMode rotation,
        boolean refreshTokenReissued,
        boolean scopeInAnswer,
        int tokenPayloadBytes,
        WrongSecretAnswer wrongSecretAnswer,
        DeclineAnswer declineAnswer) {
    private static final int LARGEST_PAYLOAD_BYTES = 4096;

    /** Checks that lifetimes are positive and the payload size is within its bounds. */
    public SimulatorSettings {
        requirePositive(accessTokenLife, "accessTokenLife");
        requirePositive(refreshTokenLife, "refreshTokenLife");
        requirePositive(codeLife, "codeLife");
        requireNonNull(rotation, "rotation is null");
        requireNonNull(wrongSecretAnswer, "wrongSecretAnswer is null");
        requireNonNull(declineAnswer, "declineAnswer is null");
        if (tokenPayloadBytes < 1 || tokenPayloadBytes > LARGEST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("tokenPayloadBytes must be 1 to 4096, not " + tokenPayloadBytes);
        }
    }

    /** DocuSign's documented values; where the documents are silent, the choice that is hardest on a client. */
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                Duration.ofSeconds(28_800),
                Duration.ofDays(30),
                Duration.ofMinutes(2),
                new RotationMode.Strict(),
                true,
                true,
                300,
                WrongSecretAnswer.UNAUTHORIZED_CLIENT,
                DeclineAnswer.ACCESS_DENIED);
    }

    /** These settings with another life of access tokens. */
    public SimulatorSettings withAccessTokenLife(Duration life) {
        return new SimulatorSettings(
                life,
                refreshTokenLife,
                codeLife,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with another life of refresh tokens. */
    public SimulatorSettings withRefreshTokenLife(Duration life) {
        return new SimulatorSettings(
                accessTokenLife,
                life,
                codeLife,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with another life of authorization codes. */
    public SimulatorSettings withCodeLife(Duration life) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                life,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with another rotation mode. */
    public SimulatorSettings withRotation(RotationMode mode) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                mode,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with refreshes that answer with a new refresh token, or do not. */
    public SimulatorSettings withRefreshTokenReissued(boolean reissued) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                rotation,
                reissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with token answers that carry {@code scope}, or do not. */
    public SimulatorSettings withScopeInAnswer(boolean inAnswer) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                rotation,
                refreshTokenReissued,
                inAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with tokens of another size. */
    public SimulatorSettings withTokenPayloadBytes(int bytes) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                bytes,
                wrongSecretAnswer,
                declineAnswer);
    }

    /** These settings with another answer to a wrong client secret. */
    public SimulatorSettings withWrongSecretAnswer(WrongSecretAnswer answer) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                answer,
                declineAnswer);
    }

    /** These settings with another answer for a person who declines. */
    public SimulatorSettings withDeclineAnswer(DeclineAnswer answer) {
        return new SimulatorSettings(
                accessTokenLife,
                refreshTokenLife,
                codeLife,
                rotation,
                refreshTokenReissued,
                scopeInAnswer,
                tokenPayloadBytes,
                wrongSecretAnswer,
                answer);
    }

    private static void requirePositive(Duration life, String name) {
        if (!requireNonNull(life, name + " is null").isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, not " + life);
        }
    }
}
