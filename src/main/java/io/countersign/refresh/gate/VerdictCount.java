package io.countersign.refresh.gate;

import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;

/**
 * The verdicts of an integration that took a slot, in the window that has begun last.
 *
 * @param verdicts how many: up to one more than there are slots, which tells that somebody went without
 * @param since how long ago the window began, by the database's clock
 * @param flagged whether an operator has been told that there were too many
 */
public record VerdictCount(int verdicts, Duration since, boolean flagged) {

    /** Before the first verdict. */
    public static VerdictCount none() {
        return new VerdictCount(0, Duration.ofDays(1), false);
    }

    /** What becomes of the flag. */
    public enum Flagging {
        AS_IT_WAS,
        BEGINS,
        ENDS
    }

    /**
     * The count after one more verdict.
     *
     * @param verdicts as above
     * @param anew whether a new window begins with it
     * @param flagging what becomes of the flag
     * @param slot what the verdict gets
     */
    public record Next(int verdicts, boolean anew, Flagging flagging, VerdictSlot slot) {}

    /**
     * Counts one more. The flag ends with the first verdict after a window in which nobody went without, or after two
     * windows without any.
     *
     * @param slots how many there are in each window
     * @param window how long one lasts
     * @param otherwiseFlagged whether the integration is flagged for something else: then no further alert fires
     */
    public Next next(int slots, Duration window, boolean otherwiseFlagged) {
        boolean anew = since.compareTo(window) >= 0;
        int count = anew ? 1 : Math.min(verdicts, slots) + 1;
        Flagging flagging = anew
                ? flagged && isQuietAgain(slots, window) ? Flagging.ENDS : Flagging.AS_IT_WAS
                : !flagged && !otherwiseFlagged && count > slots ? Flagging.BEGINS : Flagging.AS_IT_WAS;
        VerdictSlot slot = count <= slots
                ? VerdictSlot.TAKEN
                : flagging == Flagging.BEGINS ? VerdictSlot.NONE_FLAGGED_NOW : VerdictSlot.NONE;
        return new Next(count, anew, flagging, slot);
    }

    private boolean isQuietAgain(int slots, Duration window) {
        return verdicts <= slots || since.compareTo(window.multipliedBy(2)) >= 0;
    }
}
