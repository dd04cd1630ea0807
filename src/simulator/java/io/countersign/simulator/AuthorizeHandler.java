package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a person sees: {@code GET /oauth/auth} and the two forms it leads to. Both forms carry the raw query of the
 * original request in {@code request}, so nothing is kept between the pages but the session cookie.
 */
final class AuthorizeHandler {
    private final AuthorizeRequestReader reader;
    private final Directory directory;
    private final ConsentStore consents;
    private final GrantStore grants;
    private final SignInSessions sessions;
    private final CurrentSettings settings;

    AuthorizeHandler(
            Directory directory,
            ConsentStore consents,
            GrantStore grants,
            SignInSessions sessions,
            CurrentSettings settings) {
        this.reader = new AuthorizeRequestReader(directory);
        this.directory = directory;
        this.consents = consents;
        this.grants = grants;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** {@code GET /oauth/auth}. */
    Answer show(HttpExchange exchange) {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        return whenAccepted(query, request -> {
            Optional<SimulatedUser> signedIn = signedIn(exchange).filter(user -> !request.forceLogin());
            return signedIn.map(user -> proceed(request, user)).orElseGet(() -> signInPage(request, 200, ""));
        });
    }

    /** {@code POST /oauth/auth/sign-in} with {@code request} and {@code email}; without an e-mail it asks for one. */
    Answer signIn(HttpExchange exchange) throws IOException {
        Form form = RequestBody.form(exchange).orElseGet(Form::empty);
        String email = form.get("email").orElse("");
        return whenAccepted(form.get("request").orElse(""), request -> {
            if (email.isBlank()) {
                return signInPage(request, 200, "");
            }
            Optional<SimulatedUser> user = directory.openUserByEmail(email);
            user.ifPresent(found -> sessions.start(exchange, found));
            return user.map(found -> proceed(request, found))
                    .orElseGet(() -> signInPage(request, 400, "The simulator knows no open user " + email + "."));
        });
    }

    /** {@code POST /oauth/auth/consent} with {@code request} and {@code decision}, {@code allow} or {@code decline}. */
    Answer decide(HttpExchange exchange) throws IOException {
        Form form = RequestBody.form(exchange).orElseGet(Form::empty);
        boolean allowed = form.get("decision").filter("allow"::equals).isPresent();
        return whenAccepted(form.get("request").orElse(""), request -> {
            Optional<SimulatedUser> user = signedIn(exchange);
            if (user.isEmpty()) {
                return signInPage(request, 200, "");
            }
            return allowed ? allow(request, user.get()) : decline(request);
        });
    }

    /** What the browser gets in the end when this user is signed in and decides; the consent page is passed over. */
    Answer decideAs(AuthorizeRequest request, SimulatedUser user, boolean allowed) {
        return allowed ? allow(request, user) : decline(request);
    }

    private Answer whenAccepted(String query, Function<AuthorizeRequest, Answer> then) {
        return switch (reader.read(query)) {
            case AuthorizeRequestReader.Reading.Accepted(AuthorizeRequest request) -> then.apply(request);
            case AuthorizeRequestReader.Reading.Refused(String reason) -> Answer.html(400, Pages.refusal(reason));
        };
    }

    private Optional<SimulatedUser> signedIn(HttpExchange exchange) {
        return sessions.subOf(exchange).flatMap(directory::openUser);
    }

    private Answer signInPage(AuthorizeRequest request, int status, String complaint) {
        return Answer.html(status, Pages.signIn(request, directory.someOpenUsers(8), complaint));
    }

    private Answer proceed(AuthorizeRequest request, SimulatedUser user) {
        if (!mayDecide(request, user)) {
            return notAnAdministrator(request, user);
        }
        return isConsented(request, user) ? sendCode(request, user) : Answer.html(200, Pages.consent(request, user));
    }

    private static boolean mayDecide(AuthorizeRequest request, SimulatedUser user) {
        return !request.asksAdministrator()
                || (user.organizationAdmin() && !user.organizationIds().isEmpty());
    }

    private Answer notAnAdministrator(AuthorizeRequest request, SimulatedUser user) {
        return signInPage(request, 403, user.email() + " is no administrator of an organization.");
    }

    private boolean isConsented(AuthorizeRequest request, SimulatedUser user) {
        String clientId = request.client().integrationKey();
        return request.asksAdministrator()
                ? user.organizationIds().stream()
                        .allMatch(id -> consents.organizationCovers(clientId, id, request.adminConsentScopes()))
                : consents.covers(clientId, user, request.scopes());
    }

    private Answer allow(AuthorizeRequest request, SimulatedUser user) {
        if (!mayDecide(request, user)) {
            return notAnAdministrator(request, user);
        }
        String clientId = request.client().integrationKey();
        if (request.asksAdministrator()) {
            user.organizationIds()
                    .forEach(id -> consents.addForOrganization(clientId, id, request.adminConsentScopes()));
        } else {
            consents.add(clientId, user.sub(), request.scopes());
        }
        return sendCode(request, user);
    }

    private Answer sendCode(AuthorizeRequest request, SimulatedUser user) {
        return back(request, "code=" + encode(grants.issueCode(request, user.sub())));
    }

    /** DocuSign explains itself in {@code error_message}, not in {@code error_description}. */
    private Answer decline(AuthorizeRequest request) {
        String error = settings.get().declineAnswer().error();
        return back(
                request,
                "error=" + error + "&error_message="
                        + encode("The user did not consent to connecting the application."));
    }

    private static Answer back(AuthorizeRequest request, String parameters) {
        String separator = request.redirectUri().contains("?") ? "&" : "?";
        String state = request.state();
        return Answer.redirect(
                request.redirectUri() + separator + parameters + (state == null ? "" : "&state=" + encode(state)));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
