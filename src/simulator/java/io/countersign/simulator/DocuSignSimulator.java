package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A running simulator of DocuSign's authentication service: {@code /oauth/auth}, {@code /oauth/token} and
 * {@code /oauth/userinfo} over plain HTTP, and over TLS where that is asked for. Everything is in memory. All methods
 * may be called by any thread while it runs.
 */
public final class DocuSignSimulator implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final HttpServer server;
    private final @Nullable TlsServer tls;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimulatorOptions options;
    private final Directory directory = new Directory();
    private final ConsentStore consents = new ConsentStore();
    private final CallLog log = new CallLog();
    private final SignInSessions sessions;
    private final FaultPlan faults = new FaultPlan();
    private final CurrentSettings settings;
    private final SimulatorClock clock;
    private final OracleLog oracle;
    private final SigningKey key = new SigningKey();
    private final SignedTokens signed;
    private final GrantStore grants;
    private final AuthorizeHandler authorize;
    private volatile Start start;

    private DocuSignSimulator(SimulatorOptions options, HttpServer server, SecureRandom random) {
        this.server = server;
        this.options = options;
        this.sessions = new SignInSessions(random);
        this.settings = new CurrentSettings(options.settings());
        this.clock = options.clock();
        this.oracle = new OracleLog(clock);
        this.signed = new SignedTokens(key, clock);
        this.grants = new GrantStore(new TokenMint(random), signed, clock, settings);
        this.authorize = new AuthorizeHandler(directory, consents, grants, sessions, settings);
        options.clients().forEach(directory::put);
        options.users().forEach(directory::put);
        this.start = Start.of(options.settings(), stores());
        server.setExecutor(threads);
        Router router = router();
        HttpHandler handler = exchange -> router.handle(logged(exchange));
        this.tls = startTls(options, handler);
        server.createContext("/", handler);
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
            HttpServer server = HttpServer.create(Listening.at(options.host(), options.port()), BACKLOG);
            return new DocuSignSimulator(options, server, new SecureRandom());
        } catch (IOException e) {
            throw Listening.failed(options.host(), options.port(), e);
        }
    }

    /** Where the simulator is reached from the same machine, without a slash at the end. */
    public String baseUrl() {
        return url(Listening.hostOf(server.getAddress().getAddress()));
    }

    /** Where the simulator is reached from other machines; empty if it is not. */
    List<String> otherUrls() {
        return Listening.otherHosts(server.getAddress().getAddress()).stream()
                .map(this::url)
                .toList();
    }

    private String url(String host) {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** The same as {@link #baseUrl()} over TLS; empty unless it was {@linkplain SimulatorOptions#withTls asked for}. */
    public Optional<String> tlsUrl() {
        return Optional.ofNullable(tls).map(running -> "https://localhost:" + running.port());
    }

    /**
     * The certificate that is presented over TLS, as PEM, for clients to trust; it is made anew at each start. Also to
     * be had from {@code /certificate.pem}.
     */
    public Optional<String> certificatePem() {
        return Optional.ofNullable(tls).map(TlsServer::certificatePem);
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

    /** The registered clients, in the order of their names. */
    public List<SimulatedClient> clients() {
        return directory.clients();
    }

    /** The users, closed ones too, in the order of their e-mail addresses. */
    public List<SimulatedUser> users() {
        return directory.users();
    }

    /** The faults to come. */
    public FaultPlan faults() {
        return faults;
    }

    /** What happened at the token endpoint. */
    public OracleLog oracle() {
        return oracle;
    }

    /** The latest HTTP requests, with everything in them. */
    public CallLog log() {
        return log;
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
     * Records an administrator's consent, which holds for every user with an account in the organization.
     *
     * @throws IllegalArgumentException when there is no such client
     */
    public void consentForOrganization(String integrationKey, String organizationId, Set<String> scopes) {
        if (directory.client(integrationKey).isEmpty()) {
            throw new IllegalArgumentException("There is no client " + integrationKey);
        }
        consents.addForOrganization(integrationKey, organizationId, scopes);
    }

    /**
     * Revokes an administrator's consent: it counts for no consent page and no assertion any more. What users consented
     * to themselves stays.
     */
    public void revokeOrganizationConsent(String integrationKey, String organizationId) {
        consents.revokeForOrganization(integrationKey, organizationId);
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
        return grants.issue(baseUrl() + "/", integrationKey, sub, Set.copyOf(scopes));
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
        if (tls != null) {
            tls.close();
        }
        threads.shutdownNow();
    }

    private @Nullable TlsServer startTls(SimulatorOptions options, HttpHandler handler) {
        Integer port = options.tlsPort();
        if (port == null) {
            return null;
        }
        try {
            return TlsServer.start(Listening.at(options.host(), port), BACKLOG, threads, handler);
        } catch (IOException e) {
            server.stop(0);
            throw Listening.failed(options.host(), port, e);
        }
    }

    /** Makes what there is now the start: settings, clients, users, consents and tokens, for {@link #reset()}. */
    public void startHere() {
        start = Start.of(settings.get(), stores());
    }

    /**
     * Makes everything as it was at the start: settings, clients and users, the machine's time, no faults, no consents,
     * no tokens, nobody signed in, empty logs. Whoever changed anything alone need not clean up. Consents and tokens of
     * {@link #startHere()} are back too; what was issued on its refresh tokens since then works as well.
     */
    public void reset() {
        faults.clear();
        Start goal = start;
        goal.restore(stores());
        sessions.clear();
        clock.reset();
        settings.change(changed -> goal.settings());
        oracle.clear();
        log.clear();
    }

    private Stores stores() {
        return new Stores(directory, consents, grants);
    }

    /** The operations of the control API, for comparison with their description. */
    List<ControlRoute> controlRoutes() {
        return control().routes();
    }

    private AdminHandler control() {
        return new AdminHandler(this, stores(), authorize);
    }

    private HttpExchange logged(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().startsWith(AdminHandler.PREFIX)
                ? exchange
                : new LoggedExchange(exchange, log, clock);
    }

    private Router router() {
        AssertionGrant assertions = new AssertionGrant(directory, consents, grants, clock, settings);
        TokenEndpoint endpoint = new TokenEndpoint(directory, grants, assertions, signed, settings);
        return new Router(
                authorize,
                new TokenHandler(endpoint, faults, oracle, settings),
                new UserInfoHandler(directory, grants, faults, oracle),
                new DiscoveryHandler(key),
                new AccountsHandler(directory, grants),
                this::certificatePem,
                options.admin() ? control() : null);
    }
}
