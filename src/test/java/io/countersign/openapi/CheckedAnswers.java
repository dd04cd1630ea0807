package io.countersign.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Holds every answer of the API that a test gets by REST Assured against the description that the same application
 * serves.
 */
final class CheckedAnswers implements Filter {
    private @Nullable AnswerCheck check;

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response answer = context.next(request, expected);
        String path = URI.create(request.getURI()).getRawPath();
        if (path.startsWith("/v1/") && !request.getMethod().equals("HEAD")) {
            assertThat(check().complaints(
                                    request.getMethod(),
                                    path,
                                    new AnswerCheck.Answer(answer.statusCode(), answer::getHeader, answer.asString())))
                    .as("against the API's description: %s %s", request.getMethod(), path)
                    .isEmpty();
        }
        return answer;
    }

    private AnswerCheck check() {
        if (check == null) {
            try {
                check = AnswerCheck.of(URI.create(RestAssured.baseURI + ":" + RestAssured.port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return check;
    }
}
