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

/** A text that is worth reading as a private key: {@link PrivateKeyPem} knows whether it is one. Null is valid. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = RsaKeyText.Validator.class)
@interface RsaKeyText {

    /** The most bytes: a key of 4096 bits takes about 3,300, and some people send what their tool wrote around it. */
    int LONGEST = 16 * 1024;

    /** The message; never the value. */
    String message() default PrivateKeyPem.RULE;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at the length. */
    class Validator implements ConstraintValidator<RsaKeyText, Secret> {
        @Override
        public boolean isValid(@Nullable Secret secret, ConstraintValidatorContext context) {
            return secret == null || secret.revealBytes().length <= LONGEST;
        }
    }
}
