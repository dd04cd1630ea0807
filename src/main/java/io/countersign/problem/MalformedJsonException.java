package io.countersign.problem;

import com.fasterxml.jackson.core.JsonLocation;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A text is no JSON object as it is wanted. It says where, and never what stands there, but for a name. */
final class MalformedJsonException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String UNIT = " (in characters)";

    private final String what;
    private final transient @Nullable JsonLocation where;

    /**
     * One of them.
     *
     * @param what in words that follow a colon and come before the place; "it" is the text
     * @param where null where that says nothing
     */
    MalformedJsonException(String what, @Nullable JsonLocation where) {
        super(what);
        this.what = what;
        this.where = where;
    }

    /** What callers send is none of our failures: where it was found tells nobody anything. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** As a sentence about a body. */
    String ofBody() {
        String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr() + UNIT;
        String subject = what.startsWith("it ")
                ? "The body" + what.substring(2)
                : what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
        return subject + place + ".";
    }

    /** To follow a colon, of one line of a body; no character in it begins another one. */
    String ofLine() {
        return where == null ? what : what + " at column " + (where.getCharOffset() + 1) + UNIT;
    }
}
