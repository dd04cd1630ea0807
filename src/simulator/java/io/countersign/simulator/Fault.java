package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Map;

/**
 * Something that goes wrong with a call. The delays are real time, whatever the simulator's clock says.
 *
 * @param target the calls it is meant for
 * @param delayBefore how long the call waits before it is processed
 * @param delayAfter how long the answer waits after processing: tokens have rotated by then
 * @param effect what happens besides
 */
public record Fault(FaultTarget target, Duration delayBefore, Duration delayAfter, FaultEffect effect) {
    static final Fault NONE = of(FaultTarget.TOKEN, new FaultEffect.Processed());

    private static final int ONE_MEGABYTE = 1024 * 1024;
    private static final String SERVER_FAULT =
            "{\"error\":\"internal_server_error\",\"reference_id\":\"5f1d3c0a-7b62-4f0e-9d55-0a1b2c3d4e5f\"}";

    /** Checks that every part is there, and that the delays are not negative. */
    public Fault {
        requireNonNull(target, "target is null");
        requireNonNull(delayBefore, "delayBefore is null");
        requireNonNull(delayAfter, "delayAfter is null");
        requireNonNull(effect, "effect is null");
        requireNotNegative(delayBefore, "delayBefore");
        requireNotNegative(delayAfter, "delayAfter");
    }

    private static void requireNotNegative(Duration delay, String name) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative");
        }
    }

    /** A fault without delays. */
    public static Fault of(FaultTarget target, FaultEffect effect) {
        return new Fault(target, Duration.ZERO, Duration.ZERO, effect);
    }

    /** The call waits, then is processed and answered. */
    public static Fault delayBefore(FaultTarget target, Duration delay) {
        return new Fault(target, delay, Duration.ZERO, new FaultEffect.Processed());
    }

    /** The call is processed at once and answered late. */
    public static Fault delayAfter(FaultTarget target, Duration delay) {
        return new Fault(target, Duration.ZERO, delay, new FaultEffect.Processed());
    }

    /** The connection closes without an answer; nothing was processed. */
    public static Fault droppedBefore(FaultTarget target) {
        return of(target, new FaultEffect.DroppedBefore());
    }

    /** The connection closes without an answer although tokens have rotated. */
    public static Fault droppedAfter(FaultTarget target) {
        return of(target, new FaultEffect.DroppedAfter());
    }

    /** 429 with {@code Retry-After} in whole seconds, which is said to everybody. */
    public static Fault tooManyRequests(FaultTarget target, Duration retryAfter) {
        return throttled(target, "{}", retryAfter);
    }

    /** 429 {@code principal_throttled} with {@code Retry-After} in whole seconds, which is said to one user. */
    public static Fault userThrottled(FaultTarget target, Duration retryAfter) {
        return throttled(target, "{\"error\":\"principal_throttled\"}", retryAfter);
    }

    private static Fault throttled(FaultTarget target, String body, Duration retryAfter) {
        return answer(target, 429, body, Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** 503 with DocuSign's server fault body. */
    public static Fault serverError(FaultTarget target) {
        return answer(target, 503, SERVER_FAULT, Map.of());
    }

    /** 401 with the body that userinfo gives for a dead token: despite its text not a server error. */
    public static Fault unauthorized(FaultTarget target) {
        return answer(target, 401, SERVER_FAULT, Map.of());
    }

    /** 400 {@code invalid_grant} without a description: how a dead refresh token is answered. */
    public static Fault bareInvalidGrant(FaultTarget target) {
        return answer(target, 400, "{\"error\":\"invalid_grant\"}", Map.of());
    }

    /** 400 {@code invalid_grant} / {@code unauthorized_client}: how a wrong client secret is answered. */
    public static Fault unauthorizedClient(FaultTarget target) {
        return answer(
                target, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"unauthorized_client\"}", Map.of());
    }

    /** Processed, but the answer ends halfway. */
    public static Fault halfBody(FaultTarget target) {
        return of(target, new FaultEffect.HalfBody());
    }

    /** Processed, but the answer is no JSON. */
    public static Fault badJson(FaultTarget target) {
        return of(target, new FaultEffect.BadJson());
    }

    /** Processed and rotated, but the answer has no {@code refresh_token}. */
    public static Fault withoutRefreshToken(FaultTarget target) {
        return of(target, new FaultEffect.FieldRemoved("refresh_token"));
    }

    /** Processed; {@code expires_in} is the number 0. */
    public static Fault expiresInZero(FaultTarget target) {
        return of(target, new FaultEffect.FieldReplaced("expires_in", IntNode.valueOf(0)));
    }

    /** Processed; {@code expires_in} is a string of digits. */
    public static Fault expiresInString(FaultTarget target) {
        return of(target, new FaultEffect.FieldReplaced("expires_in", TextNode.valueOf("28800")));
    }

    /** Processed; the answer is valid JSON of a little more than 1 MiB. */
    public static Fault hugeBody(FaultTarget target) {
        return of(target, new FaultEffect.Padded(ONE_MEGABYTE));
    }

    private static Fault answer(FaultTarget target, int status, String body, Map<String, String> headers) {
        return of(target, new FaultEffect.AnsweredInstead(status, body, headers));
    }
}
