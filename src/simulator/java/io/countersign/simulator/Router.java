package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to its endpoint by its exact path; what DocuSign does not have, {@code /oauth/revoke} too, is 404.
 */
final class Router implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private static final String CERTIFICATE = "/certificate.pem";

    private final AuthorizeHandler authorize;
    private final TokenHandler token;
    private final UserInfoHandler userInfo;
    private final DiscoveryHandler discovery;
    private final AccountsHandler accounts;
    private final Supplier<Optional<String>> certificatePem;
    private final @Nullable AdminHandler admin;

    Router(
            AuthorizeHandler authorize,
            TokenHandler token,
            UserInfoHandler userInfo,
            DiscoveryHandler discovery,
            AccountsHandler accounts,
            Supplier<Optional<String>> certificatePem,
            @Nullable AdminHandler admin) {
        this.authorize = authorize;
        this.token = token;
        this.userInfo = userInfo;
        this.discovery = discovery;
        this.accounts = accounts;
        this.certificatePem = certificatePem;
        this.admin = admin;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (RuntimeException bug) {
            // Not a dropped connection, which a caller would take for a fault somebody asked for.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The simulator failed at " + exchange.getRequestURI().getPath(),
                    bug);
            Answer.json(500, SimulatorJson.object().put("error", "bug_of_the_simulator"))
                    .send(exchange);
        } finally {
            exchange.close();
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "POST /oauth/token" -> token.handle(exchange);
            case "GET /oauth/userinfo" -> userInfo.handle(exchange);
            case "GET " + DiscoveryHandler.CONFIGURATION ->
                discovery.configuration(Origin.of(exchange)).send(exchange);
            case "GET " + DiscoveryHandler.KEYS -> discovery.keys().send(exchange);
            case "GET " + CERTIFICATE -> certificate().send(exchange);
            case "GET /oauth/auth" -> authorize.show(exchange).send(exchange);
            case "POST /oauth/auth/sign-in" -> authorize.signIn(exchange).send(exchange);
            case "POST /oauth/auth/consent" -> authorize.decide(exchange).send(exchange);
            case "GET /" ->
                Answer.html(200, admin == null ? Pages.home() : admin.homePage())
                        .send(exchange);
            default -> elsewhere(exchange).send(exchange);
        }
    }

    private Answer certificate() {
        return certificatePem
                .get()
                .map(pem -> Answer.plain(200, "application/x-pem-file", pem))
                .orElseGet(Answer::notFound);
    }

    private Answer elsewhere(HttpExchange exchange) throws IOException {
        return switch (exchange.getRequestURI().getPath()) {
            case "/oauth/token", "/oauth/auth/sign-in", "/oauth/auth/consent" -> Answer.methodNotAllowed("POST");
            case "/",
                    "/oauth/auth",
                    "/oauth/userinfo",
                    DiscoveryHandler.CONFIGURATION,
                    DiscoveryHandler.KEYS,
                    CERTIFICATE -> Answer.methodNotAllowed("GET");
            default ->
                exchange.getRequestURI().getPath().startsWith(AccountsHandler.PREFIX)
                                && exchange.getRequestMethod().equals("GET")
                        ? accounts.answer(exchange)
                        : admin(exchange);
        };
    }

    private Answer admin(HttpExchange exchange) throws IOException {
        Optional<AdminHandler> enabled = Optional.ofNullable(admin)
                .filter(handler -> exchange.getRequestURI().getPath().startsWith(AdminHandler.PREFIX));
        return enabled.isPresent() ? enabled.get().answer(exchange) : Answer.notFound();
    }
}
