package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * DocuSign's refusals of a connection's present token in words that nobody knows, as long as they bore the same code.
 * Each may be a passing mood of whatever answers there; the same one again and again, from a connection that has
 * nothing left to issue, is DocuSign's verdict.
 *
 * @param code of the last one, or null if there was none since the token was stored
 * @param times how many in a row had that code
 * @param since how long ago the first of them came, by the database's clock
 */
record UnknownRefusals(@Nullable String code, int times, Duration since) {
    private static final int LEAST_TIMES = 3;

    static UnknownRefusals none() {
        return new UnknownRefusals(null, 0, Duration.ZERO);
    }

    /**
     * Whether one more refusal is a verdict. Those that cannot be told apart are none, however many.
     *
     * @param now its code
     * @param accessLeft what is left of the access token, negative once it has ended, zero where there is none
     */
    boolean condemn(String now, Duration accessLeft) {
        return now.equals(code)
                && !now.equals(TokenAnswer.Refused.OTHER)
                && times + 1 >= LEAST_TIMES
                && since.compareTo(Duration.ofMinutes(10)) >= 0
                && !accessLeft.isPositive();
    }
}
