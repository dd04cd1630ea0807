package io.countersign.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A running simulator of DocuSign's authentication service: {@code /oauth/auth}, {@code /oauth/token} and
 * {@code /oauth/userinfo} over plain HTTP. Everything is in memory. All methods may be called by any thread while it
 * runs.
 *
 * <p>Not simulated: the implicit grant, admin consent, ID tokens, TLS.
 */
public final class DocuSignSimulator implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Directory directory = new Directory();
    private final ConsentStore consents = new ConsentStore();
    private final FaultPlan faults = new FaultPlan();
    private final CurrentSettings settings;
    private final SimulatorClock clock;
    private final OracleLog oracle;
    private final GrantStore grants;

    private DocuSignSimulator(SimulatorOptions options, HttpServer server, SecureRandom random) {
        this.server = server;
        this.settings = new CurrentSettings(options.settings());
        this.clock = options.clock();
        this.oracle = new OracleLog(clock);
        this.grants = new GrantStore(new TokenMint(random), clock, settings);
        options.clients().forEach(directory::put);
        options.users().forEach(directory::put);
        server.setExecutor(threads);
        server.createContext("/", router(options, random));
        server.start();
    }

    /**
     * Starts a simulator on loopback with the {@link DemoCast} and without an admin API.
     *
     * @param port the port, or 0 for any free one
     * @throws UncheckedIOException when the port cannot be had
     */
    public static DocuSignSimulator start(int port) {
        return start(SimulatorOptions.onPort(port));
    }

    /**
     * Starts a simulator.
     *
     * @throws UncheckedIOException when the address or port cannot be had
     */
    public static DocuSignSimulator start(SimulatorOptions options) {
        ServerTuning.apply();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(options.host(), options.port()), BACKLOG);
            return new DocuSignSimulator(options, server, new SecureRandom());
        } catch (IOException e) {
            String where = options.host() + ":" + options.port();
            throw new UncheckedIOException(
                    "The simulator cannot listen at " + where + " (" + e.getMessage() + "). Choose another port.", e);
        }
    }

    /** Where the simulator is reached from the same machine, without a slash at the end. */
    public String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The simulator's time. */
    public SimulatorClock clock() {
        return clock;
    }

    /** The settings now. */
    public SimulatorSettings settings() {
        return settings.get();
    }

    /** Changes the settings, for example {@code change(s -> s.withRotation(new RotationMode.Alive()))}. */
    public void change(UnaryOperator<SimulatorSettings> change) {
        settings.change(change);
    }

    /** The faults to come. */
    public FaultPlan faults() {
        return faults;
    }

    /** What happened at the token endpoint. */
    public OracleLog oracle() {
        return oracle;
    }

    /** Registers a client, or replaces the one with the same integration key. */
    public void put(SimulatedClient client) {
        directory.put(client);
    }

    /**
     * Changes a client, for example {@code changeClient(id, c -> c.withoutSecret(old))}.
     *
     * @throws IllegalArgumentException when there is no such client
     */
    public void changeClient(String integrationKey, UnaryOperator<SimulatedClient> change) {
        directory.change(integrationKey, change);
    }

    /** Adds a user, or replaces and reopens the one with the same GUID. */
    public void put(SimulatedUser user) {
        directory.put(user);
    }

    /**
     * Closes a user: nobody can sign in as them, codes and refresh tokens are answered with a bare
     * {@code invalid_grant}, and userinfo refuses their access tokens. What DocuSign does is undocumented.
     */
    public void closeUser(String sub) {
        directory.close(sub);
        grants.revoke(token -> token.sub().equals(sub));
    }

    /**
     * Records a user's consent as if given on the page, for example of {@code signature} and {@code impersonation}.
     *
     * @throws IllegalArgumentException when there is no such client or open user
     */
    public void consent(String integrationKey, String sub, Set<String> scopes) {
        if (directory.client(integrationKey).isEmpty()
                || directory.openUser(sub).isEmpty()) {
            throw new IllegalArgumentException("There is no client " + integrationKey + " or no open user " + sub);
        }
        consents.add(integrationKey, sub, scopes);
    }

    /**
     * Revokes a user's consent for one client: refresh tokens die, access tokens live on, the consent page comes back.
     */
    public void revokeConsent(String integrationKey, String sub) {
        consents.revoke(integrationKey, sub);
        grants.revoke(
                token -> token.clientId().equals(integrationKey) && token.sub().equals(sub));
    }

    /**
     * Issues tokens as if the user had consented and the code had been exchanged, for filling a store. Not in the
     * oracle log.
     *
     * @throws IllegalArgumentException when there is no such client or open user
     */
    public IssuedTokens grant(String integrationKey, String sub, Set<String> scopes) {
        consent(integrationKey, sub, scopes);
        return grants.issue(integrationKey, sub, Set.copyOf(scopes));
    }

    /**
     * Whether a refresh would be accepted now, without making one.
     *
     * @param refreshTokenId the token's hash as the oracle log has it, {@link OracleLog#idOf(String)}
     */
    public boolean isRefreshTokenUsable(String refreshTokenId) {
        return grants.isRefreshTokenUsable(refreshTokenId);
    }

    /** Stops at once; calls still running are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What an assertion may be meant for: the names this machine knows the simulator by. */
    private Set<String> audiences() {
        int port = server.getAddress().getPort();
        return Set.of("localhost:" + port, "127.0.0.1:" + port);
    }

    private Router router(SimulatorOptions options, SecureRandom random) {
        SignInSessions sessions = new SignInSessions(random);
        AssertionGrant assertions = new AssertionGrant(directory, consents, grants, clock, this::audiences);
        TokenEndpoint endpoint = new TokenEndpoint(directory, grants, assertions, settings);
        return new Router(
                new AuthorizeHandler(directory, consents, grants, sessions, settings),
                new TokenHandler(endpoint, faults, oracle, settings),
                new UserInfoHandler(directory, grants, faults, oracle, this::baseUrl),
                options.admin() ? new AdminHandler(this) : null);
    }
}
