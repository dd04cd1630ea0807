package io.countersign.problem;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole numbers in queries, so that a bad one is a 422 that names it beside all others that are bad: what is no
 * number is read as {@link Integer#MIN_VALUE}, which the parameter's {@code @Min} refuses. Jakarta REST alone would
 * answer that the page does not exist.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class NumberParameters implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked") // T is Integer here, as the first line made sure.
    public <T> @Nullable ParamConverter<T> getConverter(
            Class<T> rawType, @Nullable Type genericType, Annotation @Nullable [] annotations) {
        if (rawType != int.class && rawType != Integer.class) {
            return null;
        }
        return (ParamConverter<T>) new WholeNumber();
    }

    private static final class WholeNumber implements ParamConverter<Integer> {
        @Override
        public Integer fromString(String value) {
            try {
                return Integer.valueOf(value);
            } catch (NumberFormatException e) {
                return Integer.MIN_VALUE;
            }
        }

        @Override
        public String toString(Integer value) {
            return value.toString();
        }
    }
}
