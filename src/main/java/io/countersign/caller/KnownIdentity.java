package io.countersign.caller;

import io.countersign.caller.identity.CertificateName;
import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.caller.identity.TrustedIssuers;
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
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An identity has the members of its type and no others, and can be proven here. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = KnownIdentity.Validator.class)
@interface KnownIdentity {

    /** Not shown: each field is named. */
    String message() default "must be an identity that can be proven here";

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Names each field that is wrong. */
    @Singleton
    class Validator implements ConstraintValidator<KnownIdentity, IdentityRequest> {
        private static final String ELSEWHERE = "does not belong to an identity of this type";

        private final Instance<TrustedIssuers> issuers;

        /** Made while the native image is built, when nothing is configured yet; so they are asked later. */
        Validator(Instance<TrustedIssuers> issuers) {
            this.issuers = issuers;
        }

        @Override
        public boolean isValid(IdentityRequest asked, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            // Another rule tells what is wrong with the type.
            return switch (String.valueOf(asked.type())) {
                case "oidc" ->
                    fits("issuer", issuerRule(asked.issuer()), context)
                            & fits("subject", subjectRule(asked.subject()), context)
                            & fits("san", asked.san() == null ? null : ELSEWHERE, context);
                case "certificate" ->
                    fits("issuer", asked.issuer() == null ? null : ELSEWHERE, context)
                            & fits("subject", asked.subject() == null ? null : ELSEWHERE, context)
                            & fits("san", sanRule(asked.san()), context);
                default -> true;
            };
        }

        private @Nullable String issuerRule(@Nullable String issuer) {
            return issuer != null && issuers.get().trust(issuer)
                    ? null
                    : "must be the issuer of tokens that this vault trusts, to the letter; an operator can add it"
                            + " (countersign.caller.oidc)";
        }

        private static @Nullable String subjectRule(@Nullable String subject) {
            return subject != null
                            && !subject.isEmpty()
                            && subject.length() <= ProvenIdentity.LONGEST_SUBJECT
                            && StandardCharsets.UTF_8.newEncoder().canEncode(subject)
                    ? null
                    : "must have 1 to " + ProvenIdentity.LONGEST_SUBJECT + " characters";
        }

        private static @Nullable String sanRule(@Nullable String san) {
            return san != null && CertificateName.is(san)
                    ? null
                    : "must be dns: with a host name in small letters and no wildcard, or uri: with an absolute URI";
        }

        private static boolean fits(String property, @Nullable String rule, ConstraintValidatorContext context) {
            if (rule != null) {
                context.buildConstraintViolationWithTemplate(rule)
                        .addPropertyNode(property)
                        .addConstraintViolation();
            }
            return rule == null;
        }
    }
}
