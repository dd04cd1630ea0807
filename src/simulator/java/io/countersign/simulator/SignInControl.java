package io.countersign.simulator;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A person without a browser: signs in, decides, and tells where the browser would have been sent. */
final class SignInControl {
    private final Stores stores;
    private final AuthorizeHandler authorize;

    SignInControl(Stores stores, AuthorizeHandler authorize) {
        this.stores = stores;
        this.authorize = authorize;
    }

    /** Whether the person presses the one button or the other. */
    enum Decision {
        ALLOW,
        DECLINE
    }

    /**
     * Who signs in to what.
     *
     * @param user the GUID or e-mail address
     * @param authorizeUrl where the application sent the browser; the other parameters win over its own
     * @param decision allow where it is null
     * @param redirectUri the client's where it has one only
     * @param scope {@code signature} where it is null, or {@code openid} for an administrator's consent
     * @param adminConsentScope what an administrator allows for everybody
     */
    record SignIn(
            @Nullable String user,
            @Nullable String authorizeUrl,
            @Nullable Decision decision,
            @Nullable String clientId,
            @Nullable String redirectUri,
            @Nullable String responseType,
            @Nullable String scope,
            @Nullable String adminConsentScope,
            @Nullable String state,
            @Nullable String nonce,
            @Nullable String codeChallenge,
            @Nullable String codeChallengeMethod) {}

    List<ControlRoute> routes() {
        return List.of(ControlRoute.of("POST", "sign-in", this::signIn));
    }

    private Answer signIn(ControlCall call) {
        SignIn asked = call.read(SignIn.class);
        SimulatedUser user = stores.openUser(GrantControl.required(asked.user(), "user"));
        String query = parameters(asked).entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(joining("&"));
        return switch (new AuthorizeRequestReader(stores.directory()).read(query)) {
            case AuthorizeRequestReader.Reading.Refused(String reason) ->
                throw ControlRefusal.refusedByDocuSign(
                        "DocuSign shows a page with this, and sends nobody back: " + reason);
            case AuthorizeRequestReader.Reading.Accepted(AuthorizeRequest request) ->
                told(authorize.decideAs(request, user, asked.decision() != Decision.DECLINE));
        };
    }

    private Map<String, String> parameters(SignIn asked) {
        Map<String, String> all = new LinkedHashMap<>();
        Optional.ofNullable(asked.authorizeUrl()).map(SignInControl::query).ifPresent(all::putAll);
        put(all, "client_id", asked.clientId());
        put(all, "redirect_uri", asked.redirectUri());
        put(all, "response_type", asked.responseType());
        put(all, "scope", asked.scope());
        put(all, "admin_consent_scope", asked.adminConsentScope());
        put(all, "state", asked.state());
        put(all, "nonce", asked.nonce());
        put(all, "code_challenge", asked.codeChallenge());
        put(all, "code_challenge_method", asked.codeChallengeMethod());
        if (asked.authorizeUrl() == null) {
            SimulatedClient client = stores.client(GrantControl.required(asked.clientId(), "client_id"));
            all.putIfAbsent("response_type", "code");
            all.putIfAbsent("scope", asked.adminConsentScope() == null ? "signature" : "openid");
            if (client.redirectUris().size() == 1) {
                all.putIfAbsent("redirect_uri", client.redirectUris().iterator().next());
            }
            if (all.containsKey("code_challenge")) {
                all.putIfAbsent("code_challenge_method", "S256");
            }
        }
        return all;
    }

    private static void put(Map<String, String> all, String name, @Nullable String value) {
        if (value != null) {
            all.put(name, value);
        }
    }

    private static Map<String, String> query(String url) {
        try {
            Form form = Form.parse(rawQuery(new URI(url))).orElseGet(Form::empty);
            Map<String, String> query = new LinkedHashMap<>();
            form.names().forEach(name -> query.put(name, form.get(name).orElse("")));
            return query;
        } catch (URISyntaxException wrong) {
            throw ControlRefusal.badRequest("\"authorize_url\" is no URL: " + wrong.getMessage() + ".");
        }
    }

    /** DocuSign's Java SDK writes {@code https:host/path?query}, which browsers repair, and URI knows no query of. */
    private static String rawQuery(URI url) {
        String rest = url.getRawSchemeSpecificPart();
        int question = rest.indexOf('?');
        return question < 0 ? "" : rest.substring(question + 1);
    }

    /** The parameters DocuSign gives the browser on its way back, apart from the address itself. */
    private static Answer told(Answer answer) {
        if (answer.status() != 302) {
            throw ControlRefusal.refusedByDocuSign(
                    "DocuSign shows a page, and sends nobody back: only an administrator of an organization can"
                            + " consent for it.");
        }
        String location = answer.headers().getOrDefault("Location", "");
        ObjectNode json = SimulatorJson.object().put("location", location);
        int question = location.indexOf('?');
        Form.parse(question < 0 ? "" : location.substring(question + 1))
                .ifPresent(query -> List.of("code", "state", "error", "error_message")
                        .forEach(name -> query.get(name).ifPresent(value -> json.put(name, value))));
        return Answer.json(200, json);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
