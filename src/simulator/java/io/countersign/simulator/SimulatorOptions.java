package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulator is started with.
 *
 * @param host the address to listen at, for example {@code 127.0.0.1}, or {@code 0.0.0.0} for every one
 * @param port the port, or 0 for any free one
 * @param tlsPort the port for the same over TLS, 0 for any free one, or null for none
 * @param admin whether {@code /simulator/} is served, with which anybody who reaches the port can change everything
 * @param clock the simulator's time
 * @param settings the settings to start with
 * @param clients the registered clients
 * @param users the users
 */
public record SimulatorOptions(
        String host,
        int port,
        @Nullable Integer tlsPort,
        boolean admin,
        SimulatorClock clock,
        SimulatorSettings settings,
        List<SimulatedClient> clients,
        List<SimulatedUser> users) {
    /** Checks that every part is there and copies the lists. */
    public SimulatorOptions {
        requireNonNull(host, "host is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(settings, "settings is null");
        clients = List.copyOf(clients);
        users = List.copyOf(users);
    }

    /** Loopback, no admin API, the machine's time, DocuSign's values, and the {@link DemoCast}. */
    public static SimulatorOptions onPort(int port) {
        return new SimulatorOptions(
                "127.0.0.1",
                port,
                null,
                false,
                SimulatorClock.system(),
                SimulatorSettings.defaults(),
                List.of(DemoCast.client()),
                List.of(DemoCast.ada(), DemoCast.grace()));
    }

    /** These options with another address to listen at. */
    public SimulatorOptions withHost(String address) {
        return new SimulatorOptions(address, port, tlsPort, admin, clock, settings, clients, users);
    }

    /** These options with everything served over TLS too, at a second port; 0 for any free one. */
    public SimulatorOptions withTls(int secondPort) {
        return new SimulatorOptions(host, port, secondPort, admin, clock, settings, clients, users);
    }

    /** These options with the admin API served. */
    public SimulatorOptions withAdmin() {
        return new SimulatorOptions(host, port, tlsPort, true, clock, settings, clients, users);
    }

    /** These options with another clock. */
    public SimulatorOptions withClock(SimulatorClock other) {
        return new SimulatorOptions(host, port, tlsPort, admin, other, settings, clients, users);
    }

    /** These options with other settings to start with. */
    public SimulatorOptions withSettings(SimulatorSettings other) {
        return new SimulatorOptions(host, port, tlsPort, admin, clock, other, clients, users);
    }

    /** These options with other clients. */
    public SimulatorOptions withClients(List<SimulatedClient> others) {
        return new SimulatorOptions(host, port, tlsPort, admin, clock, settings, others, users);
    }

    /** These options with other users. */
    public SimulatorOptions withUsers(List<SimulatedUser> others) {
        return new SimulatorOptions(host, port, tlsPort, admin, clock, settings, clients, others);
    }
}
