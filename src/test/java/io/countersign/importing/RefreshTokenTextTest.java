package io.countersign.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.crypto.Secret;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people paste that is no refresh token is told by its kind and place, and never shown. */
class RefreshTokenTextTest {
    @AutoClose
    private final ValidatorFactory factory = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory();

    private final Validator validator = factory.getValidator();

    private record Pasted(@RefreshTokenText @Nullable Secret token) {}

    private String wrong(String text) {
        return validator.validate(new Pasted(Secret.ofText(text))).stream()
                .map(ConstraintViolation::getMessage)
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MT.a-_~+/=", "\r\n !{$}\"~\t", "Bearer", "bearer-1"})
    void whatCanBeATokenIsTaken(String text) {
        assertThat(wrong(text)).isEmpty();
    }

    static Stream<Arguments> whatCannotIsToldByItsKindAndPlace() {
        return Stream.of(
                arguments("s3c\nret", "must be one refresh token: a line break stands after 3 characters"),
                arguments("s\rret", "must be one refresh token: a line break stands after 1 character"),
                arguments("s3\tret", "must be one refresh token: a tab stands after 2 characters"),
                arguments("s3c ret\n", "must be one refresh token: a space stands after 3 characters"),
                arguments("\u00a0s3cret", "must be one refresh token: a space stands at its beginning"),
                arguments(
                        "s3\u200bcret", "must be one refresh token: an invisible character stands after 2 characters"),
                arguments("s3\u007fcret", "must be one refresh token: a control character stands after 2 characters"),
                arguments(
                        "s3\u00e9t", "must be one refresh token: a character outside ASCII stands after 2 characters"),
                arguments(
                        "\ud83d\ude00t",
                        "must be one refresh token: a character outside ASCII stands at its beginning"),
                arguments("\"s3cret\"", "must be the refresh token alone, without the quotes around it"),
                arguments("\"s3cret\",", "must be the refresh token alone, without the quotes around it"),
                arguments("s3cret\u201d", "must be the refresh token alone, without the quotes around it"),
                arguments("bearer s3cret", "must be the refresh token alone, without the word Bearer before it"),
                arguments("Bearer\ts3cret", "must be the refresh token alone, without the word Bearer before it"),
                arguments("\n", "must be a refresh token of 1 to 16384 characters"));
    }

    @ParameterizedTest
    @MethodSource
    void whatCannotIsToldByItsKindAndPlace(String text, String words) {
        assertThat(wrong(text)).isEqualTo(words);
    }
}
