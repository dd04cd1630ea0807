package io.countersign.notice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

sealed interface NoticeAnswer {
    record Answered(int status, @Nullable Duration retryAfter) implements NoticeAnswer {}

    record Unreached(Unreach why) implements NoticeAnswer {}
}
