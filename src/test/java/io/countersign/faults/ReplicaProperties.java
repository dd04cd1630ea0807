package io.countersign.faults;

import io.countersign.TestKeyring;
import java.util.HashMap;
import java.util.Map;

/**
 * How the replicas of an {@link Installation} are configured.
 *
 * @param plan what the installation is started with
 * @param database its database's name
 * @param publicPort of the replica that serves consents
 * @param operatorKey the bootstrap key
 */
record ReplicaProperties(Plan plan, String database, int publicPort, String operatorKey) {

    /** Of the replica that reaches the database and DocuSign through these. */
    Map<String, String> through(TcpProxy toDatabase, TcpProxy toDocuSign) {
        Map<String, String> properties = new HashMap<>(TestKeyring.configuration());
        properties.put(
                "quarkus.datasource.reactive.url",
                "postgresql://localhost:%d/%s".formatted(toDatabase.port(), database));
        properties.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://localhost:%d/%s".formatted(plan.server().port(), database));
        properties.put("quarkus.datasource.username", PostgresServer.USER);
        properties.put("quarkus.datasource.password", "none");
        properties.put("countersign.docusign.demo.auth-url", "http://localhost:" + toDocuSign.port());
        properties.put("countersign.public-url", "http://localhost:" + publicPort);
        properties.put("countersign.docusign.call-timeout", plan.deadline().toString());
        properties.put("countersign.docusign.connect-timeout", "PT1S");
        properties.put("countersign.bootstrap.api-key", operatorKey);
        properties.put("quarkus.shutdown.delay", "0S");
        properties.put("quarkus.shutdown.timeout", "20S");
        properties.put("quarkus.log.console.json.enabled", "false");
        properties.putAll(plan.more());
        return properties;
    }
}
