package io.countersign.notice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to send a notice. */
sealed interface NoticeAnswer {

    /**
     * The receiver answered.
     *
     * @param status of HTTP, 200 or more; a redirect is not followed
     * @param retryAfter after which time it wants to be asked again, zero to {@link RetryAfter#MAXIMUM}; null where it
     *     does not say
     */
    record Answered(int status, @Nullable Duration retryAfter) implements NoticeAnswer {}

    /** There is no answer; whether the notice arrived is unknown where the reason does not say. */
    record Unreached(Unreach why) implements NoticeAnswer {}
}
