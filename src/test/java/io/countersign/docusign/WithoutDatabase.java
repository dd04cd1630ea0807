package io.countersign.docusign;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application with its REST client but without a database, for tests of what is said to DocuSign. */
public final class WithoutDatabase implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.devservices.enabled", "false",
                "quarkus.datasource.db-kind", "postgresql",
                "quarkus.datasource.active", "false",
                "quarkus.hibernate-orm.enabled", "false",
                "quarkus.flyway.enabled", "false",
                "quarkus.http.test-port", "0");
    }
}
