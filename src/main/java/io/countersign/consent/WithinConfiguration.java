package io.countersign.consent;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What is asked of a link is within what the operator has configured. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = WithinConfiguration.Validator.class)
@interface WithinConfiguration {

    /** Not shown: each field is named. */
    String message() default "must be within what is configured";

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Names each field that is beyond. */
    @Singleton
    class Validator implements ConstraintValidator<WithinConfiguration, ConsentLinkRequest> {
        private final ReturnOrigins origins;
        private final Instance<ConsentConfiguration> configuration;

        /** Made while the native image is built, when nothing is configured yet; so both are asked later. */
        Validator(ReturnOrigins origins, Instance<ConsentConfiguration> configuration) {
            this.origins = origins;
            this.configuration = configuration;
        }

        @Override
        public boolean isValid(ConsentLinkRequest asked, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            long longestLife = configuration.get().longestLinkLife().toSeconds();
            boolean lifeFits = asked.expiresIn() == null
                    || (asked.expiresIn() >= ConsentLinkRequest.SHORTEST && asked.expiresIn() <= longestLife);
            if (!lifeFits) {
                name(
                        "expiresIn",
                        "must be a whole number of seconds from " + ConsentLinkRequest.SHORTEST + " to " + longestLife,
                        context);
            }
            boolean returnFits = asked.returnUrl() == null
                    || origins.allowed(asked.returnUrl()).isPresent();
            if (!returnFits) {
                name("returnUrl", ReturnOrigins.RULE, context);
            }
            return lifeFits && returnFits;
        }

        private static void name(String property, String rule, ConstraintValidatorContext context) {
            context.buildConstraintViolationWithTemplate(rule)
                    .addPropertyNode(property)
                    .addConstraintViolation();
        }
    }
}
