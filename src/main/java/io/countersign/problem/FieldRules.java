package io.countersign.problem;

import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import jakarta.validation.Validator;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * What a field's own constraints say that it must be. They say more than its type: from when to when a number may be,
 * and not only that it is one.
 */
final class FieldRules {
    private final Validator validator;

    FieldRules(Validator validator) {
        this.validator = validator;
    }

    /** The rule of the field at the end of the path, or of the elements of the array there; empty where it has none. */
    Optional<String> of(List<Reference> path) {
        boolean element = path.getLast().getFieldName() == null;
        int named = element ? path.size() - 2 : path.size() - 1;
        if (named < 0 || !(path.get(named).getFrom() instanceof Class<?> record)) {
            return Optional.empty();
        }
        String name = path.get(named).getFieldName();
        return validator.getConstraintsForClass(record).getConstrainedProperties().stream()
                .filter(property ->
                        FieldPath.onTheWire(property.getPropertyName()).equals(name))
                .findFirst()
                .flatMap(property -> element ? ofElements(property) : rule(property));
    }

    private static Optional<String> ofElements(PropertyDescriptor property) {
        return property.getConstrainedContainerElementTypes().stream()
                .map(FieldRules::rule)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** In a fixed order, as their set has none; without those that were given no words of their own. */
    private static Optional<String> rule(ElementDescriptor constrained) {
        return constrained.getConstraintDescriptors().stream()
                .map(ConstraintDescriptor::getMessageTemplate)
                .filter(message -> !message.startsWith("{"))
                .sorted()
                .findFirst();
    }
}
