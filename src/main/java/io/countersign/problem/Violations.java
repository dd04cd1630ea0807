package io.countersign.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.Set;

/**
 * Names the fields that a validation found bad as they stand on the wire: in snake_case, without the method's name. The
 * parameter that takes the request's body must be called {@code body}; it does not show.
 */
final class Violations {
    private static final String BODY = "body";

    private Violations() {}

    /** 422 with one entry per field; 400 where the body is missing altogether. */
    static Problem problemOf(ConstraintViolationException violated) {
        FieldErrors errors = new FieldErrors();
        addTo(errors, violated.getConstraintViolations());
        return errors.has("") ? BodyProblem.malformed("The body is missing.") : errors.problem("");
    }

    /** Of several for one field the first in alphabetical order, so that the answer is always the same. */
    static void addTo(FieldErrors errors, Set<? extends ConstraintViolation<?>> violations) {
        violations.stream()
                .sorted(Comparator.comparing(ConstraintViolation::getMessage))
                .forEach(violation -> errors.add(field(violation.getPropertyPath()), violation.getMessage()));
    }

    private static String field(Path path) {
        StringBuilder field = new StringBuilder();
        for (Path.Node node : path) {
            Integer index = node.getIndex();
            if (index != null) {
                field.append('[').append(index).append(']');
            }
            if (isNamed(node)) {
                field.append(field.isEmpty() ? "" : ".").append(FieldPath.onTheWire(node.getName()));
            }
        }
        return field.toString();
    }

    private static boolean isNamed(Path.Node node) {
        ElementKind kind = node.getKind();
        return node.getName() != null
                && (kind == ElementKind.PROPERTY
                        || (kind == ElementKind.PARAMETER && !node.getName().equals(BODY)));
    }
}
