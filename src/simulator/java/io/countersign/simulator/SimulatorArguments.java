package io.countersign.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Reads the command line of {@link SimulatorMain}. */
final class SimulatorArguments {
    static final String USAGE = """
            Usage: java -cp ... io.countersign.simulator.SimulatorMain [options]
              --port N             port to listen at, 0 for any free one (default 8089)
              --host ADDRESS       address to listen at (default 127.0.0.1)
              --client-id ID       integration key of the registered client
              --client-secret S    its secret
              --redirect-uri URI   one more redirect URI of the client; may be repeated
              --require-pkce       refuse authorization requests without a code challenge
              --settings JSON      settings to start with, as for PUT /simulator/settings
            """;

    private static final int DEFAULT_PORT = 8089;

    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private SimulatedClient client = DemoCast.client();
    private SimulatorSettings settings = SimulatorSettings.defaults();

    private SimulatorArguments() {}

    /**
     * The options a command line asks for, with the admin API on.
     *
     * @throws IllegalArgumentException when it is wrong; the message says what to write instead
     */
    static SimulatorOptions read(List<String> arguments) {
        SimulatorArguments read = new SimulatorArguments();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            read.take(rest.next(), rest);
        }
        return SimulatorOptions.onPort(read.port)
                .withHost(read.host)
                .withAdmin()
                .withSettings(read.settings)
                .withClients(List.of(read.client));
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--port" -> port = number(value(option, rest));
            case "--host" -> host = value(option, rest);
            case "--client-id" -> client = renamed(client, value(option, rest));
            case "--client-secret" -> client = withOnlySecret(client, value(option, rest));
            case "--redirect-uri" -> client = client.withRedirectUri(value(option, rest));
            case "--require-pkce" -> client = client.withRequirePkce(true);
            case "--settings" -> settings = settings(value(option, rest));
            default -> throw new IllegalArgumentException("There is no option " + option);
        }
    }

    private static SimulatedClient renamed(SimulatedClient client, String id) {
        return new SimulatedClient(
                id,
                client.name(),
                false,
                client.secrets(),
                client.redirectUris(),
                client.requirePkce(),
                client.rsaPublicKeys());
    }

    private static SimulatedClient withOnlySecret(SimulatedClient client, String secret) {
        return client.withoutSecret(DemoCast.CLIENT_SECRET).withSecret(secret);
    }

    private static SimulatorSettings settings(String json) {
        try {
            return SimulatorJson.merge(
                    SimulatorSettings.defaults(), SimulatorJson.read(json.getBytes(StandardCharsets.UTF_8)));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("--settings is not understood: " + e.getMessage(), e);
        }
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port needs a number, not " + value, e);
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("The option " + option + " needs a value");
        }
        return rest.next();
    }
}
