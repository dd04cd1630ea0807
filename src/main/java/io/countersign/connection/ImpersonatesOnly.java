package io.countersign.connection;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A {@code user_id} comes only with the grant that impersonates somebody. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ImpersonatesOnly.Validator.class)
@interface ImpersonatesOnly {

    /** Shown at the field. */
    String message() default "goes only with the grant jwt_bearer; leave it out";

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Names the field. */
    class Validator implements ConstraintValidator<ImpersonatesOnly, ConnectionRequest> {
        @Override
        public boolean isValid(ConnectionRequest asked, ConstraintValidatorContext context) {
            if (asked.userId() == null || GrantType.JWT_BEARER.wireName().equals(asked.grant())) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode("userId")
                    .addConstraintViolation();
            return false;
        }
    }
}
