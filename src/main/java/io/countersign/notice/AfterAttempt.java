package io.countersign.notice;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a delivery, and of its webhook, after an attempt. */
sealed interface AfterAttempt {

    /** Pauses before the second attempt and those that follow; three days altogether. */
    List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** So much longer a pause may be, so that what failed together does not come back together. */
    double JITTER = 0.1;

    /** It arrived. */
    record Delivered() implements AfterAttempt {}

    /**
     * It is tried again.
     *
     * @param pause how long after this attempt at the soonest
     * @param forWebhook how long the receiver wants to be left alone with all deliveries, or null where it did not say
     */
    record Again(Duration pause, @Nullable Duration forWebhook) implements AfterAttempt {}

    /**
     * It is not tried again by itself.
     *
     * @param forWebhook as above
     */
    record Failed(@Nullable Duration forWebhook) implements AfterAttempt {}

    /**
     * Decides. Standard Webhooks: 2xx is delivered, whatever else is not; 429 and 503 may say for how long
     * (RFC 9110 section 10.2.3). That 410 disables the webhook is decided elsewhere: this delivery waits for it to be
     * enabled.
     *
     * @param failures how many attempts of this round had failed before
     * @param retried whether it is tried again at all; a test is not
     * @param chance between 0 and 1
     */
    static AfterAttempt of(NoticeAnswer answer, int failures, boolean retried, double chance) {
        if (answer instanceof NoticeAnswer.Answered answered && answered.status() / 100 == 2) {
            return new Delivered();
        }
        Duration wish = wish(answer);
        if (!retried || failures >= PAUSES.size()) {
            return new Failed(wish);
        }
        Duration own = PAUSES.get(failures);
        Duration jittered = own.plusMillis((long) (own.toMillis() * JITTER * chance));
        return new Again(wish != null && wish.compareTo(jittered) > 0 ? wish : jittered, wish);
    }

    private static @Nullable Duration wish(NoticeAnswer answer) {
        return switch (answer) {
            case NoticeAnswer.Answered answered ->
                answered.status() == 429 || answered.status() == 503 ? answered.retryAfter() : null;
            case NoticeAnswer.Unreached unreached -> null;
        };
    }
}
