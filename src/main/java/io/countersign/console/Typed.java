package io.countersign.console;

import io.countersign.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a form before it is shown: what somebody typed into it already, and what is wrong with that. Secrets
 * are not typed again.
 *
 * @param form what was sent, or null where the form is shown for the first time
 * @param problem why it was refused; null likewise
 */
record Typed(@Nullable PostedForm form, @Nullable Problem problem) {
    /** Nothing yet. */
    static final Typed NOTHING = new Typed(null, null);

    /** A field for text, with what was typed, or else that. */
    Form.Field text(String name, String label, @Nullable String otherwise) {
        return Form.Field.text(name, label, form == null ? otherwise : typed(name))
                .wrong(error(name));
    }

    /** The same in several lines. Not for secrets. */
    Form.Field lines(String name, String label, @Nullable String otherwise) {
        return Form.Field.lines(name, label, form == null ? otherwise : typed(name))
                .wrong(error(name));
    }

    /** A field for what nobody is to see: it is always empty. */
    Form.Field secret(String name, String label) {
        return Form.Field.secret(name, label).wrong(error(name));
    }

    /** The same for what has several lines, like a key in PEM. */
    Form.Field secretLines(String name, String label) {
        return Form.Field.lines(name, label, null).wrong(error(name));
    }

    /** One of these: what was chosen, else what they say themselves. */
    Form.Field choice(String name, String label, List<Form.Option> options) {
        return Form.Field.choice(name, label, chosen(name, options)).wrong(error(name));
    }

    /** Any of these, likewise. */
    Form.Field checks(String name, String label, List<Form.Option> options) {
        return Form.Field.checks(name, label, chosen(name, options)).wrong(error(name));
    }

    private List<Form.Option> chosen(String name, List<Form.Option> options) {
        if (form == null) {
            return options;
        }
        List<String> values = form.fields().getOrDefault(name, List.of());
        return options.stream()
                .map(option -> new Form.Option(option.value(), option.label(), values.contains(option.value())))
                .toList();
    }

    private String typed(String name) {
        return form == null ? "" : form.field(name).orElse("");
    }

    /** The first error of that field, or of something within it. */
    private @Nullable String error(String name) {
        return problem == null
                ? null
                : problem.errors().stream()
                        .filter(error -> isOf(error.field(), name))
                        .map(Problem.FieldError::detail)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isOf(String field, String name) {
        return field.equals(name) || field.startsWith(name + "[") || field.startsWith(name + ".");
    }

    /**
     * The form as a part of a page: before it why it was refused, and all that is wrong with it.
     *
     * @param block with a form
     */
    List<Block> around(Block block) {
        if (problem == null) {
            return List.of(block);
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(
                        null,
                        problem.errors().isEmpty()
                                ? problem.detail()
                                : "Nothing was changed. Correct what is named here, and send the form again.")
                .in(Mood.BAD)
                .with(problem.errors().stream()
                        .map(error -> Fact.of(label(block, error.field()), error.detail()))
                        .toList()));
        blocks.add(block);
        return blocks;
    }

    /** As people read it on the form. */
    private static String label(Block block, String field) {
        Map<String, String> labels = new HashMap<>();
        Form form = block.form();
        if (form != null) {
            form.fields().forEach(one -> labels.putIfAbsent(one.name(), one.label()));
        }
        return labels.entrySet().stream()
                .filter(entry ->
                        isOf(field, entry.getKey()) && !entry.getValue().isEmpty())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(field);
    }
}
