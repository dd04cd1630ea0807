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
 */
record Form(String action, boolean changes, @Nullable String csrf, List<Field> fields, String button) {
    Form {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param secret whether nobody is to see what is typed
     * @param options to choose from; empty where text is typed
     */
    record Field(String name, String label, String value, boolean secret, List<Option> options) {
        Field {
            options = List.copyOf(options);
        }

        /** Whether one of its options is chosen, and nothing typed. */
        public boolean isChoice() {
            return !options.isEmpty();
        }
    }

    /** One of several. */
    record Option(String value, String label, boolean chosen) {}

    /** A text to type. */
    static Field text(String name, String label, @Nullable String value) {
        return new Field(name, label, value == null ? "" : value, false, List.of());
    }

    /** A form that leads to a page with what was typed in its address. */
    static Form leading(String action, List<Field> fields, String button) {
        return new Form(action, false, null, fields, button);
    }

    /** As HTML has it. */
    public String method() {
        return changes ? "post" : "get";
    }
}
