package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrappingChoiceTest {
    private static final KeyId PRIMARY = new KeyId("key-1");
    private static final KeyId TARGET = new KeyId("key-2");

    static Stream<Arguments> choices() {
        return Stream.of(
                arguments(WrappingChoice.Primary.LIVE, null, new WrappingChoice.Use(PRIMARY)),
                arguments(WrappingChoice.Primary.LIVE, TARGET, new WrappingChoice.Use(PRIMARY)),
                arguments(WrappingChoice.Primary.RETIRED, TARGET, new WrappingChoice.Use(TARGET)),
                arguments(WrappingChoice.Primary.RETIRED, null, new WrappingChoice.None()),
                arguments(WrappingChoice.Primary.UNKNOWN, null, new WrappingChoice.MakeKnown()),
                arguments(WrappingChoice.Primary.UNKNOWN, TARGET, new WrappingChoice.MakeKnown()));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void neverWrapsByARetiredKey(WrappingChoice.Primary standing, @Nullable KeyId target, WrappingChoice expected) {
        assertThat(WrappingChoice.of(PRIMARY, standing, target)).isEqualTo(expected);
    }
}
