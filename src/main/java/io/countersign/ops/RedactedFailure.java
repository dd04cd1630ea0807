package io.countersign.ops;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A failure as the log may show it: the stack of another one whose message, or one in its chain, had to change. Its own
 * message begins with the class of the other one.
 */
final class RedactedFailure extends Throwable {
    private static final long serialVersionUID = 1L;

    private RedactedFailure(Throwable original, UnaryOperator<String> shown, @Nullable Throwable cause) {
        super(shown.apply(original.toString()), cause, true, true);
        setStackTrace(original.getStackTrace());
    }

    /** The same, where none of the messages in its chain has to change. */
    static Throwable of(Throwable failure, UnaryOperator<String> shown) {
        return copy(failure, shown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** @param seen chains may be circles, which end here where they began */
    private static Throwable copy(Throwable failure, UnaryOperator<String> shown, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return new RedactedFailure(failure, shown, null);
        }
        Throwable cause = failure.getCause();
        Throwable shownCause = cause == null ? null : copy(cause, shown, seen);
        Throwable[] suppressed = failure.getSuppressed();
        boolean changes = !isShown(failure, shown) || shownCause instanceof RedactedFailure;
        for (int i = 0; i < suppressed.length; i++) {
            suppressed[i] = copy(suppressed[i], shown, seen);
            changes |= suppressed[i] instanceof RedactedFailure;
        }
        if (!changes) {
            return failure;
        }
        RedactedFailure redacted = new RedactedFailure(failure, shown, shownCause);
        for (Throwable each : suppressed) {
            redacted.addSuppressed(each);
        }
        return redacted;
    }

    private static boolean isShown(Throwable failure, UnaryOperator<String> shown) {
        String message = failure.getMessage();
        return message == null || shown.apply(message).equals(message);
    }
}
