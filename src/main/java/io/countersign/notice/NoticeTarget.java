package io.countersign.notice;

import io.countersign.egress.Loopback;
import io.countersign.integration.PublicUrl;
import jakarta.inject.Singleton;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address that notices may be sent to, as far as its text tells. Where its name leads is judged at each attempt.
 * Null is valid.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NoticeTarget.Validator.class)
@interface NoticeTarget {
    /** In characters. */
    int LONGEST = 2000;

    /** What it must be. */
    String RULE = "must be an https URL of at most 2000 characters, all of them ASCII, with a host, and without user,"
            + " password and fragment; http only to this machine, while countersign.public-url is on it too";

    /** The message; never the address. */
    String message() default RULE;

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Judges the text alone, and asks no name server. */
    @Singleton
    class Validator implements ConstraintValidator<NoticeTarget, String> {
        private static final int HIGHEST_PORT = 65535;

        private final PublicUrl publicUrl;

        Validator(PublicUrl publicUrl) {
            this.publicUrl = publicUrl;
        }

        @Override
        public boolean isValid(@Nullable String url, ConstraintValidatorContext context) {
            return url == null || isFit(url, Loopback.is(publicUrl.value().getHost()));
        }

        /**
         * Whether it may be one.
         *
         * @param here whether the vault itself is reached on this machine only
         */
        static boolean isFit(String url, boolean here) {
            if (url.length() > LONGEST || !url.chars().allMatch(character -> character < 128)) {
                return false;
            }
            try {
                URI uri = new URI(url);
                return uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawFragment() == null
                        && uri.getPort() != 0
                        && uri.getPort() <= HIGHEST_PORT
                        && isSafe(uri, here);
            } catch (URISyntaxException e) {
                return false;
            }
        }

        private static boolean isSafe(URI uri, boolean here) {
            String scheme = uri.getScheme();
            return scheme != null
                    && switch (scheme.toLowerCase(Locale.ROOT)) {
                        case "https" -> true;
                        case "http" -> here && Loopback.is(uri.getHost());
                        default -> false;
                    };
        }
    }
}
