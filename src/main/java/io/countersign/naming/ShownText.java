package io.countersign.naming;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * A text that is shown to people who decide by it: it shows something, ends no line and reverses no direction of
 * writing. Joiners between letters, as Persian and emoji need them, are fine. Null is valid.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ShownText.Validator.class)
public @interface ShownText {

    /** The message; never the text. */
    String message();

    /** Whether each character has to show, as in an address that people compare. */
    boolean throughout() default false;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Judges by the properties of Unicode 16. */
    class Validator implements ConstraintValidator<ShownText, String> {
        private boolean throughout;

        @Override
        public void initialize(ShownText rule) {
            throughout = rule.throughout();
        }

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text == null || (throughout ? text.codePoints().allMatch(Blank::shows) : isShown(text));
        }

        static boolean isShown(String text) {
            return text.codePoints().noneMatch(Blank::misleads)
                    && text.codePoints().anyMatch(Blank::shows);
        }
    }
}
