package io.countersign.demo;

import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a vault needs around it: a PostgreSQL, a DocuSign, an issuer of workloads' tokens, a key directory and an
 * operator's key. They last until the process ends. {@link #get()} is called once, and hands out only types of the JDK,
 * because dev mode loads this class in a loader of its own.
 */
public final class Surroundings implements Supplier<Map<String, String>> {
    /** The property that holds the simulator's address; the others are the vault's. */
    static final String SIMULATOR = "countersign.docusign.demo.auth-url";

    /** The property that holds the operator's key. */
    static final String OPERATOR_KEY = "countersign.bootstrap.api-key";

    /** The property that holds the address of the issuer. */
    static final String ISSUER = "countersign.caller.oidc.demo.issuer";

    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host", "localhost",
            "quarkus.management.host", "localhost",
            "quarkus.log.category.\"io.quarkus.hibernate.orm.runtime.schema\".level", "OFF",
            "quarkus.log.category.\"io.micrometer\".level", "ERROR",
            // Its warnings are about production: a superuser's role, a loopback without TLS.
            "quarkus.log.category.\"io.countersign.ops.Startup\".level", "ERROR",
            "quarkus.log.console.json.enabled", "false",
            "quarkus.log.level", "WARN",
            "quarkus.shutdown.delay", "0",
            "quarkus.shutdown.timeout", "1");

    private static final int KEY_BYTES = 32;
    private static final String KEY_ID = "demo";

    private final SecureRandom random = new SecureRandom();

    /** Starts nothing yet. */
    public Surroundings() {}

    /**
     * Starts everything, and answers the properties with which the vault uses it, on loopback only and with a quiet
     * log.
     */
    @Override
    public Map<String, String> get() {
        Map<String, String> properties = new HashMap<>(EmbeddedDatabase.start().configuration());
        properties.put(SIMULATOR, simulator().baseUrl());
        properties.put(ISSUER, WorkloadIssuer.start().address());
        properties.put("countersign.caller.oidc.demo.audience", WorkloadIssuer.AUDIENCE);
        properties.put("countersign.keyring.directory", keyDirectory().toString());
        properties.put("countersign.keyring.primary", KEY_ID);
        properties.put(OPERATOR_KEY, "demo-operator-" + HexFormat.of().formatHex(randomBytes(16)));
        properties.put("countersign.console.enabled", "true");
        properties.putAll(QUIET);
        return properties;
    }

    private static DocuSignSimulator simulator() {
        return DocuSignSimulator.start(SimulatorOptions.onPort(0)
                .withAdmin()
                .withClients(List.of())
                .withUsers(List.of(Cast.ada(), Cast.grace())));
    }

    private Path keyDirectory() {
        try {
            Path directory = Files.createTempDirectory("countersign-demo-keyring");
            Path key = Files.writeString(
                    directory.resolve(KEY_ID), Base64.getEncoder().encodeToString(randomBytes(KEY_BYTES)));
            directory.toFile().deleteOnExit();
            key.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's key directory could not be made", e);
        }
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
