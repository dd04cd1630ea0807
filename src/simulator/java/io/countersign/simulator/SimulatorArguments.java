package io.countersign.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the command line of {@link SimulatorMain}. */
final class SimulatorArguments {
    static final String USAGE = """
            Usage: java -jar docusign-simulator.jar [options]
              --port N             port to listen at, 0 for any free one (default 8089)
              --host ADDRESS       an address of this machine: 127.0.0.1, the default, is reached from this machine
                                   only; 0.0.0.0 from everywhere, which a container needs; whoever reaches it can
                                   change everything
              --tls-port N         serve everything over TLS too, at this port, 0 for any free one (default: not)
              --client-id ID       integration key of the registered client
              --client-secret S    its secret
              --redirect-uri URI   one more redirect URI of the client, character by character; may be repeated
              --require-pkce       refuse authorization requests without a code challenge
              --rsa-public-key F   a file with an RSA public key of the client, PEM, for the JWT grant; may be repeated
              --settings JSON      settings to start with, as for PATCH /simulator/settings, for example
                                   '{"lifetimes":{"access_token":60}}'
            """;

    private static final int DEFAULT_PORT = 8089;
    private static final int LARGEST_PORT = 65_535;

    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private @Nullable Integer tlsPort;
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
        SimulatorOptions options = SimulatorOptions.onPort(read.port).withHost(read.host);
        return (read.tlsPort == null ? options : options.withTls(read.tlsPort))
                .withAdmin()
                .withSettings(read.settings)
                .withClients(List.of(read.client))
                .withUsers(options.users().stream()
                        .map(SimulatorArguments::withOwnBaseUri)
                        .toList());
    }

    /** The simulator is their accounts' API too. */
    private static SimulatedUser withOwnBaseUri(SimulatedUser user) {
        return new SimulatedUser(
                user.sub(),
                user.name(),
                user.givenName(),
                user.familyName(),
                user.email(),
                user.created(),
                user.accounts().stream()
                        .map(account -> new SimulatedAccount(
                                account.accountId(),
                                account.isDefault(),
                                account.accountName(),
                                null,
                                account.organizationId()))
                        .toList(),
                user.organizationAdmin());
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--port" -> port = number(option, value(option, rest));
            case "--host" -> host = value(option, rest);
            case "--tls-port" -> tlsPort = number(option, value(option, rest));
            case "--rsa-public-key" -> client = client.withRsaPublicKey(file(option, value(option, rest)));
            case "--client-id" -> client = renamed(client, value(option, rest));
            case "--client-secret" -> client = withOnlySecret(client, value(option, rest));
            case "--redirect-uri" -> client = client.withRedirectUri(uri(option, value(option, rest)));
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
                    SimulatorSettings.defaults(), SimulatorJson.readObject(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--settings is not understood. " + wrong.getMessage(), wrong);
        }
    }

    private static String file(String option, String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException(option + " needs a file that can be read, not " + path, unreadable);
        }
    }

    private static String uri(String option, String value) {
        if (!ClientControl.isRedirectUri(value)) {
            throw new IllegalArgumentException(
                    option + " needs an absolute URI without a fragment (#), like http://localhost:3000/callback, not "
                            + value);
        }
        return value;
    }

    private static int number(String option, String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > LARGEST_PORT) {
            throw new IllegalArgumentException(option + " needs a number from 0 to 65535, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("The option " + option + " needs a value");
        }
        return rest.next();
    }
}
