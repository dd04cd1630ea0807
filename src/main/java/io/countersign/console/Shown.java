package io.countersign.console;

import io.countersign.crypto.Digest;
import io.countersign.problem.Problem;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a form was shown for, as a hidden field of it. What is pressed twice, or stood in a window for an hour, would
 * otherwise do something to what nobody has looked at.
 */
final class Shown {
    static final String FIELD = "shown";

    private Shown() {}

    /** What stands for these, as long as each of them reads the same. */
    static String mark(@Nullable Object... facts) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Digest.ofText(Arrays.toString(facts)));
    }

    /** The hidden field. A form that was refused keeps the mark that it came with. */
    static Form.Field field(Typed typed, String mark) {
        PostedForm form = typed.form();
        return Form.Field.hidden(FIELD, form == null ? mark : form.field(FIELD).orElse(""));
    }

    /**
     * Fails with 409 where the form was made for something else than what is there now.
     *
     * @param what that was shown, to begin a sentence
     */
    static void require(PostedForm form, String mark, String what) {
        if (!form.has(FIELD, mark)) {
            throw Problem.conflict("Nothing was done. " + what + " has changed since this page was shown to you, by"
                            + " somebody else or because a button was pressed twice. Open the page again, look at how"
                            + " it is now, and repeat it there if it is still wanted.")
                    .toException();
        }
    }
}
