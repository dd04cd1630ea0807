package io.countersign.importing;

import io.countersign.crypto.Secret;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A secret that can be a refresh token: 1 to 16,384 printable ASCII characters (RFC 6749, appendix A.17, but for the
 * space), without the white space around it, which comes of copying. What else people paste with it is refused:
 * DocuSign would only say that the token is dead. Null is valid.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = RefreshTokenText.Validator.class)
@interface RefreshTokenText {

    /** What it must be. */
    String RULE = "must be a refresh token of 1 to 16384 characters";

    /** The most characters. */
    int LONGEST = 16_384;

    /** The message where nothing more can be said; never the value. */
    String message() default RULE;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Looks for what no token has. */
    class Validator implements ConstraintValidator<RefreshTokenText, Secret> {
        private static final String QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb";

        @Override
        public boolean isValid(@Nullable Secret secret, ConstraintValidatorContext context) {
            Optional<String> wrong =
                    secret == null ? Optional.empty() : wrong(token(secret).revealText());
            wrong.ifPresent(words -> {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(words).addConstraintViolation();
            });
            return wrong.isEmpty();
        }

        /** The token alone: without the white space around it. */
        static Secret token(Secret given) {
            return Secret.ofText(given.revealText().strip());
        }

        /** In words: which kind of character stands where, never the characters. Empty where it can be a token. */
        private static Optional<String> wrong(String token) {
            if (token.isEmpty() || token.length() > LONGEST) {
                return Optional.of(RULE);
            }
            if (QUOTES.indexOf(token.charAt(0)) >= 0 || QUOTES.indexOf(token.charAt(token.length() - 1)) >= 0) {
                return Optional.of("must be the refresh token alone, without the quotes around it");
            }
            if (token.matches("(?is)bearer\\s.*")) {
                return Optional.of("must be the refresh token alone, without the word Bearer before it");
            }
            OptionalInt first = token.chars()
                    .filter(character -> character <= ' ' || character > '~')
                    .findFirst();
            return first.isEmpty() ? Optional.empty() : Optional.of(stands(token, (char) first.getAsInt()));
        }

        private static String stands(String token, char wrong) {
            int after = token.indexOf(wrong);
            return "must be one refresh token: " + kind(token.codePointAt(after)) + " stands "
                    + (after == 0
                            ? "at its beginning"
                            : "after " + after + (after == 1 ? " character" : " characters"));
        }

        private static String kind(int character) {
            if (character == '\n' || character == '\r') {
                return "a line break";
            }
            if (character == '\t') {
                return "a tab";
            }
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                return "a space";
            }
            return switch (Character.getType(character)) {
                case Character.CONTROL -> "a control character";
                case Character.FORMAT -> "an invisible character";
                default -> "a character outside ASCII";
            };
        }
    }
}
