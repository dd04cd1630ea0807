package io.countersign.ops;

import java.util.List;

/** What came of asking the database at start. */
sealed interface Attempt {

    /** It answered, or would answer no other way however long one waits. The findings may refuse the start. */
    record Done(List<Finding> findings) implements Attempt {
        static Done of(Finding finding) {
            return new Done(List.of(finding));
        }
    }

    /**
     * It is away, which may pass.
     *
     * @param place host, port and database
     * @param reason half a sentence, without a full stop
     * @param refusal what refuses the start if nobody waits any longer
     */
    record Away(String place, String reason, Finding refusal) implements Attempt {}
}
