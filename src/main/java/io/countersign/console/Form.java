package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be sent.
 *
 * @param action a path of the console's
 * @param changes whether it changes something: it is posted then, else it only leads to another page
 * @param csrf what proves that a page of this session holds it; null for what needs no session or changes nothing
 * @param button what the button says
 * @param grave whether it destroys something
 */
record Form(String action, boolean changes, @Nullable String csrf, List<Field> fields, String button, boolean grave) {
    Form {
        fields = List.copyOf(fields);
    }

    /** A form that leads to a page with what was typed in its address. */
    static Form leading(String action, List<Field> fields, String button) {
        return new Form(action, false, null, fields, button, false);
    }

    /** A form that changes something. */
    static Form changing(Viewer viewer, String action, List<Field> fields, String button) {
        return new Form(action, true, viewer.csrf(), fields, button, false);
    }

    /** The same, of something that destroys. */
    Form destroying() {
        return new Form(action, changes, csrf, fields, button, true);
    }

    /** As HTML has it. */
    public String method() {
        return changes ? "post" : "get";
    }

    /** What a field is, in HTML. */
    enum Kind {
        TEXT,
        /** Nobody is to see what is typed, and no browser to fill it in. */
        SECRET,
        /** The same, where a password manager may. */
        SIGN_IN,
        /** Several lines of text. */
        LINES,
        /** One of its options. */
        CHOICE,
        /** Any of its options. */
        CHECKS,
        /** What the form was made for. */
        HIDDEN
    }

    /**
     * One field.
     *
     * @param name as the API calls it, so that what is wrong with it is told beside it
     * @param value empty where nothing stands in it yet; always for secrets
     * @param hint what may be typed; null where the label says it
     * @param error what is wrong with what was typed; null for nothing
     */
    record Field(
            Kind kind,
            String name,
            String label,
            String value,
            List<Option> options,
            boolean required,
            @Nullable String hint,
            @Nullable String error) {
        Field {
            options = List.copyOf(options);
        }

        /** A text to type. */
        static Field text(String name, String label, @Nullable String value) {
            return new Field(Kind.TEXT, name, label, value == null ? "" : value, List.of(), false, null, null);
        }

        /** Text that nobody is to see. */
        static Field secret(String name, String label) {
            return new Field(Kind.SECRET, name, label, "", List.of(), false, null, null);
        }

        /** The same, which a password manager may fill in. */
        static Field signIn(String name, String label) {
            return new Field(Kind.SIGN_IN, name, label, "", List.of(), true, null, null);
        }

        /** Text in several lines. */
        static Field lines(String name, String label, @Nullable String value) {
            return new Field(Kind.LINES, name, label, value == null ? "" : value, List.of(), false, null, null);
        }

        /** One of these. */
        static Field choice(String name, String label, List<Option> options) {
            return new Field(Kind.CHOICE, name, label, "", options, false, null, null);
        }

        /** Any of these. */
        static Field checks(String name, String label, List<Option> options) {
            return new Field(Kind.CHECKS, name, label, "", options, false, null, null);
        }

        /** What the form was shown for: it is sent back as it is. */
        static Field hidden(String name, String value) {
            return new Field(Kind.HIDDEN, name, "", value, List.of(), false, null, null);
        }

        /** Has to be filled in. */
        Field needed() {
            return new Field(kind, name, label, value, options, true, hint, error);
        }

        Field hinted(String text) {
            return new Field(kind, name, label, value, options, required, text, error);
        }

        Field wrong(@Nullable String text) {
            return new Field(kind, name, label, value, options, required, hint, text);
        }

        /** As the template tells kinds apart. */
        public String is() {
            return kind.name();
        }

        /** The ids of what describes it, as {@code aria-describedby} has them; empty for nothing. */
        public String describedBy() {
            String hints = hint == null ? "" : "hint-" + name;
            return error == null ? hints : (hints + " error-" + name).strip();
        }
    }

    /** One of several. */
    record Option(String value, String label, boolean chosen) {}
}
