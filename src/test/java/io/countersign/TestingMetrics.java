package io.countersign;

import io.restassured.RestAssured;
import org.eclipse.microprofile.config.ConfigProvider;

/** The metrics of the running application, as its management port shows them. */
public final class TestingMetrics {
    private TestingMetrics() {}

    /** The metric's value; its labels, if it has any, stand behind its name in the order of the alphabet. */
    public static double value(String nameAndLabels) {
        return all().lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No metric " + nameAndLabels));
    }

    /** Everything, in Prometheus' text format. */
    public static String all() {
        return RestAssured.given()
                .port(ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class))
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
