package io.countersign.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The management port: health and metrics, and nothing of it on the port that faces the internet. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class HealthTest {

    private static RequestSpecification management() {
        return given().port(Integer.parseInt(ConfigProvider.getConfig()
                .getConfigValue("quarkus.management.test-port")
                .getValue()));
    }

    @Test
    void hasStarted() {
        management().get("/q/health/started").then().statusCode(200).body("checks.name", hasItem("start"));
    }

    /** The first connection of a cold application may take longer than this check waits for it. */
    @Test
    void isReadyAndSoonNotDegraded() {
        TestingWait.until(
                "the database is reached",
                () -> !management()
                        .get("/q/health/ready")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Boolean>path("checks.find { it.name == 'database' }.data.degraded"));
    }

    @Test
    void isAlive() {
        management().get("/q/health/live").then().statusCode(200).body("checks.name", hasItems("request pool"));
    }

    @Test
    void showsNeitherOnTheMainPort() {
        given().get("/q/health/ready").then().statusCode(404);
        given().get("/q/metrics").then().statusCode(404);
    }

    /**
     * A tenant's name or a link in a metric would be a leak, and a time series for each of them the end of the
     * monitoring.
     */
    @Test
    void namesNobodyInMetrics() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        tenant.token(Map.of()).statusCode(200);
        String link = tenant.link().getPath();
        given().get(tenant.link()).then().statusCode(200);
        given().get("/consent/unknown-link").then().statusCode(404);
        given().get("/no-such-path").then().statusCode(404);
        given().get("/v1/tenants/" + tenant.tenant()).then().statusCode(401);
        TestingCaller.operator().get("/v1/tenants/nobody-at-all").then().statusCode(404);

        // When
        String metrics =
                management().get("/q/metrics").then().statusCode(200).extract().asString();

        // Then
        assertThat(metrics)
                .contains(
                        "http_server_requests_seconds_count",
                        "sql_pool_active",
                        "countersign_docusign_calls_total",
                        "countersign_consent_results_total{outcome=\"connected\"}",
                        "countersign_issuing_requests_total{door=\"api\",outcome=\"issued\",path=\"cold\"}")
                .doesNotContain(
                        tenant.tenant(),
                        tenant.integration(),
                        link.substring(link.lastIndexOf('/') + 1),
                        "unknown-link",
                        "no-such-path",
                        "nobody-at-all");
    }
}
