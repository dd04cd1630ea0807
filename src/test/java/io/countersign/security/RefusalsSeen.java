package io.countersign.security;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Keeps what the application answered to requests that it refused, with all headers. */
final class RefusalsSeen implements Filter, AutoCloseable {
    private static final int FIRST_REFUSAL = 400;

    private final List<Filter> others = List.copyOf(RestAssured.filters());
    private final StringBuilder seen = new StringBuilder();
    private int number;

    private RefusalsSeen() {}

    /** Looks at every answer from here on, until it is closed. */
    static RefusalsSeen begin() {
        RefusalsSeen seen = new RefusalsSeen();
        RestAssured.filters(seen);
        return seen;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response answer = context.next(request, expected);
        if (answer.statusCode() >= FIRST_REFUSAL) {
            number++;
            seen.append(answer.headers()).append('\n').append(answer.asString()).append('\n');
        }
        return answer;
    }

    /** How many there were. */
    int number() {
        return number;
    }

    /** Those, and what the application tells everybody who asks: metrics, health and its description. */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>(Map.of("refusals", seen.toString()));
        String management = "http://localhost:"
                + ConfigProvider.getConfig()
                        .getOptionalValue("quarkus.management.test-port", String.class)
                        .orElse("9001");
        for (String path : List.of("/q/metrics", "/q/health", "/q/health/ready")) {
            texts.put(path, given().get(management + path).asString());
        }
        texts.put("/q/openapi", given().get("/q/openapi").asString());
        return texts;
    }

    @Override
    public void close() {
        RestAssured.replaceFiltersWith(new ArrayList<>(others));
    }
}
