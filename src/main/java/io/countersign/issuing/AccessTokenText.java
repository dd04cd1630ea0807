package io.countersign.issuing;

import io.countersign.crypto.Secret;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A secret that can be an access token: 1 to 16,384 characters. Null is valid. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AccessTokenText.Validator.class)
@interface AccessTokenText {

    /** What it must be. */
    String RULE = "must be an access token of 1 to 16384 characters";

    /** The most characters. */
    int LONGEST = 16_384;

    /** The message; never the value. */
    String message() default RULE;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Counts the characters. */
    class Validator implements ConstraintValidator<AccessTokenText, Secret> {
        @Override
        public boolean isValid(@Nullable Secret secret, ConstraintValidatorContext context) {
            if (secret == null) {
                return true;
            }
            int length = secret.revealText().length();
            return length >= 1 && length <= LONGEST;
        }
    }
}
