package io.countersign.integration;

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

/** A secret that can be a client secret: 1 to 1000 characters out of VSCHAR (RFC 6749 appendix A.2). Null is valid. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ClientSecretText.Validator.class)
@interface ClientSecretText {

    /** What it must be. */
    String RULE = "must be 1 to 1000 printable ASCII characters";

    /** The most characters. */
    int LONGEST = 1000;

    /** The message; never the value. */
    String message() default RULE;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at the bytes: each VSCHAR is one of them. */
    class Validator implements ConstraintValidator<ClientSecretText, Secret> {
        @Override
        public boolean isValid(@Nullable Secret secret, ConstraintValidatorContext context) {
            return secret == null || isClientSecret(secret.revealBytes());
        }

        private static boolean isClientSecret(byte[] bytes) {
            if (bytes.length == 0 || bytes.length > LONGEST) {
                return false;
            }
            for (byte character : bytes) {
                if (character < 0x20 || character > 0x7E) {
                    return false;
                }
            }
            return true;
        }
    }
}
