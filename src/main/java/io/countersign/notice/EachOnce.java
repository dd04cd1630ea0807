package io.countersign.notice;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names that stand there once each, or {@link Coverage#ALL} and nothing else. Null is valid. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = EachOnce.Validator.class)
@interface EachOnce {

    /** The message. */
    String message();

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Judges the array as a whole. */
    class Validator implements ConstraintValidator<EachOnce, List<String>> {
        @Override
        public boolean isValid(@Nullable List<String> names, ConstraintValidatorContext context) {
            return names == null
                    || (new HashSet<>(names).size() == names.size()
                            && (names.size() == 1 || !names.contains(Coverage.ALL)));
        }
    }
}
