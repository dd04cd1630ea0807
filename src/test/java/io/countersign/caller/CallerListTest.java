package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers page by page. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerListTest {
    @Test
    void listsCallersPageByPage() {
        putCaller("list-a", "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[\"token:issue\"]}]}");
        putCaller("list-b", "{\"grants\":[]}");
        putCaller("list-c", "{\"grants\":[]}");

        page("after=list_&limit=1").statusCode(422).body("errors.field", contains("after"));
        page("after=list&limit=2")
                .statusCode(200)
                .body("items.name", contains("list-a", "list-b"))
                .body("items[0].grants", hasSize(1))
                .body("next", equalTo("list-b"));
        page("after=list-b&limit=1").body("items.name", contains("list-c"));
    }

    /** Each as many grants as a caller may have: two of them are what a page holds, whatever its limit. */
    @Test
    void aPageEndsEarlyWhereCallersHaveVeryManyGrants() {
        List<String> callers = List.of("listed-1", "listed-2", "listed-3", "listed-4");
        Map<String, Object> grant = Map.of(
                "tenants", names(50),
                "permissions", List.of("token:issue"),
                "connections", names(100));
        callers.forEach(caller -> operator()
                .body(Map.of("grants", List.of(grant)))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(201));

        page("after=listed-0&limit=1000")
                .body("items.name", contains("listed-1", "listed-2"))
                .body("items[1].grants[0].connections", hasSize(100))
                .body("next", equalTo("listed-2"));
        page("after=listed-2&limit=2").body("items.name", contains("listed-3", "listed-4"));

        callers.forEach(
                caller -> operator().delete("/v1/callers/" + caller).then().statusCode(204));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "name-" + number).toList();
    }

    private static ValidatableResponse page(String query) {
        return operator().get("/v1/callers?" + query).then();
    }
}
