package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static org.hamcrest.Matchers.in;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operator does to keys and to the trail. */
final class UpkeepInUse {
    private static final String PRIMARY = "test";

    private UpkeepInUse() {}

    /**
     * Does it, and tells what was answered by what was asked for.
     *
     * @param tenant whose key is replaced; with no consent under way, for its key stays until that ends
     */
    static Map<String, String> of(TestingTenant tenant) {
        Map<String, String> answers = new HashMap<>();
        answers.put(
                "key rotation",
                text(operator()
                        .post("/v1/tenants/" + tenant.tenant() + "/key-rotation")
                        .then()
                        .statusCode(202)));
        TestingSql.run("UPDATE tenant_key_rotation SET due_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());
        TestingWait.until(
                "the rotation has ended",
                () -> TestingSql.number("SELECT count(*) FROM tenant_key_rotation WHERE tenant = ?", tenant.tenant())
                        == 0);
        answers.put("rewrap", text(operator().post("/v1/keyring/rewrap").then().statusCode(in(List.of(202, 409)))));
        answers.put("keyring", text(operator().get("/v1/keyring").then().statusCode(200)));
        operator().post("/v1/keyring/" + PRIMARY + "/retirement").then().statusCode(409);
        operator().post("/v1/keyring/nobodys/retirement").then().statusCode(in(List.of(404, 409)));
        answers.put(
                "export", text(operator().get("/v1/audit-events/export").then().statusCode(200)));
        answers.put(
                "verification",
                text(operator().get("/v1/audit-events/verification").then().statusCode(200)));
        answers.put(
                "issue records", text(operator().get("/v1/issue-records").then().statusCode(200)));
        answers.put(
                "callers", text(operator().get("/v1/callers?limit=1000").then().statusCode(200)));
        operator().get("/v1/audit-events/export?after=none").then().statusCode(in(List.of(400, 422)));
        return answers;
    }

    private static String text(ValidatableResponse answer) {
        return answer.extract().headers() + "\n" + answer.extract().asString();
    }
}
