package io.countersign.oauth;

import static io.countersign.oauth.StandardsClient.basic;

import io.countersign.caller.ClientId;
import io.countersign.oauth.RandomParts.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request to the endpoints that take forms, put together from parts that are mostly in order; the same for the same
 * number. What no scene provides and nobody may read again is marked.
 */
final class RandomForms {
    private static final List<String> FORM_TYPES = List.of(
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded;charset=nonsense",
            "APPLICATION/X-WWW-FORM-URLENCODED ; charset=UTF-8");
    private static final List<String> OTHER_TYPES =
            List.of("application/json", "multipart/form-data; boundary=x", "text/plain", ";;;");
    private static final List<String> OTHER_METHODS = List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");

    private static final Pattern MARK = Pattern.compile("mark\\d{6}mark");

    /**
     * What is sent.
     *
     * @param contentType null for none
     * @param succeeds whether it has to be granted; else it has to be refused
     */
    record Request(
            String method,
            String target,
            List<String> authorization,
            @Nullable String contentType,
            String body,
            boolean succeeds) {

        boolean usesBasic() {
            return authorization.stream().anyMatch(header -> header.startsWith("Basic "));
        }
    }

    private final FormScene scene;
    private final RandomParts parts;
    private final String mark;
    private final List<Parameter> form = new ArrayList<>();
    private final List<Parameter> query = new ArrayList<>();
    private final List<String> authorization = new ArrayList<>();

    private RandomForms(FormScene scene, long seed, int number) {
        this.scene = scene;
        this.parts = new RandomParts(seed * 1_000_003 + number);
        this.mark = "mark%06dmark".formatted(number);
    }

    /** The request of that number. */
    static Request of(FormScene scene, long seed, int number) {
        return new RandomForms(scene, seed, number).request();
    }

    /** Whether a text holds what was made up here. */
    static boolean isMarked(String text) {
        return MARK.matcher(text).find();
    }

    private Request request() {
        String address =
                parts.any("/oauth/token", "/oauth/token", "/oauth/token", "/oauth/introspect", "/oauth/revoke");
        authenticate();
        switch (address) {
            case "/oauth/introspect" -> token(true);
            case "/oauth/revoke" -> token(false);
            default -> grant();
        }
        addWhatDoesNotMatter();
        spoil();
        String body = parts.joined(form);
        if (parts.odd(15)) {
            body += parts.any("&a=%zz", "&%=1", "&x=%e", "&a=%u0041");
        } else if (parts.oneIn(8)) {
            body += parts.any("&", "&odd=%c3%28", "&\u00ff=\u00ff", "&=" + mark);
        }
        String contentType = parts.odd(15) ? parts.any(OTHER_TYPES) : parts.oneIn(8) ? null : parts.any(FORM_TYPES);
        String method = parts.odd(20) ? parts.any(OTHER_METHODS) : "POST";
        String target = query.isEmpty() ? address : address + "?" + parts.joined(query);
        return new Request(method, target, authorization, contentType, body, parts.areInOrder());
    }

    private void authenticate() {
        StandardsClient client = scene.client();
        String guid = ClientId.of(client.name()).toString();
        if (parts.odd(5)) {
            authenticateWrongly(client);
            return;
        }
        switch (parts.below(6)) {
            case 0 -> authorization.add(basic(client.name(), client.key()));
            case 1 -> authorization.add(basic(guid, client.key()));
            case 2 ->
                authorization.add(
                        basic(client.name().replace("-", "%2D"), client.key().replace("_", "%5F")));
            case 3 -> inForm(client.name(), client.key());
            case 4 -> {
                authorization.add("Bearer " + mark);
                inForm(guid, client.key());
            }
            default -> {
                authorization.add(basic(client.name(), client.key()));
                add("client_id", guid);
            }
        }
    }

    private void authenticateWrongly(StandardsClient client) {
        switch (parts.below(9)) {
            case 0 -> add("client_id", client.name());
            case 1 -> authorization.add(parts.any("Bearer ", "Basic ") + mark);
            case 2 -> authorization.add(basic(client.name(), client.key() + mark));
            case 3 -> authorization.add(basic(client.name(), scene.other().key()));
            case 4 -> {
                authorization.add(basic(client.name(), client.key()));
                inForm(client.name(), client.key());
            }
            case 5 -> inForm("", client.key());
            case 6 -> inForm(mark, client.key());
            case 7 -> {
                authorization.add(basic(client.name(), client.key()));
                add("client_id", scene.other().name());
            }
            default -> {
                authorization.add(basic(client.name(), client.key()));
                authorization.add(parts.any("Bearer " + mark, basic(client.name(), client.key())));
            }
        }
    }

    private void inForm(String id, String secret) {
        add("client_id", id);
        add("client_secret", secret);
    }

    private void grant() {
        if (parts.odd(12)) {
            add("grant_type", parts.any("password", "", "client_credentials ", "CLIENT_CREDENTIALS", mark, "\u0000"));
            add("password", mark);
        } else if (parts.odd(20)) {
            add("grant_type", GrantRequest.TOKEN_EXCHANGE);
            add(
                    "subject_token",
                    parts.any(
                            mark,
                            "eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2In0." + mark,
                            scene.client().key()));
            add("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
        } else if (parts.oneIn(3)) {
            add("grant_type", GrantRequest.REFRESH_TOKEN);
            add(
                    "refresh_token",
                    parts.odd(3)
                            ? parts.any(
                                    "",
                                    scene.revoked(),
                                    scene.foreignHandle(),
                                    scene.handle() + "x",
                                    scene.client().key(),
                                    "csh_" + mark,
                                    "eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2In0." + mark)
                            : scene.handle());
            if (parts.oneIn(6)) {
                add("resource", parts.odd(3) ? scene.foreign() : scene.urn());
            }
        } else {
            add("grant_type", GrantRequest.CLIENT_CREDENTIALS);
            place();
        }
    }

    private void place() {
        if (parts.odd(4)) {
            List<Parameter> where = parts.oneIn(2) ? form : query;
            String wrong = parts.any(
                    "",
                    scene.waiting(),
                    scene.foreign(),
                    scene.urn() + ":another",
                    scene.urn() + " " + scene.urn(),
                    "urn:countersign:tenant:" + mark,
                    "https://example.com/" + mark);
            where.add(new Parameter("resource", wrong));
            if (parts.oneIn(3) && !wrong.isEmpty()) {
                query.add(new Parameter("resource", scene.urn()));
            }
            return;
        }
        String urn = scene.urn() + parts.any("", ":default");
        switch (parts.below(4)) {
            case 0 -> query.add(new Parameter("resource", urn));
            case 1 -> add("scope", urn);
            case 2 -> {
                add("resource", urn);
                add("scope", parts.any("signature impersonation", scene.foreign(), mark));
            }
            default -> add("resource", urn);
        }
    }

    /** @param mayBeHandle whether nothing happens to it */
    private void token(boolean mayBeHandle) {
        if (parts.odd(6)) {
            add("token", mayBeHandle || parts.oneIn(2) ? "" : scene.accessToken());
            return;
        }
        add(
                "token",
                parts.any(
                        mayBeHandle ? scene.handle() : mark,
                        mayBeHandle ? scene.accessToken() : scene.foreignHandle(),
                        scene.revoked(),
                        mark,
                        "csh_" + mark,
                        scene.client().key()));
        if (parts.oneIn(3)) {
            add("token_type_hint", parts.any("access_token", "refresh_token", mark));
        }
    }

    private void addWhatDoesNotMatter() {
        if (parts.oneIn(3)) {
            add(parts.any("audience", "x", "\u0000", "code"), mark);
        }
        if (parts.oneIn(8)) {
            add(parts.any("grant_type", "client_id", "scope", "resource", "y"), "");
        }
        if (parts.oneIn(8)) {
            query.add(new Parameter("api-version", mark));
        }
    }

    private void spoil() {
        List<Parameter> sent =
                form.stream().filter(parameter -> !parameter.value().isEmpty()).toList();
        if (!sent.isEmpty() && parts.odd(15)) {
            form.add(parts.below(form.size()), sent.get(parts.below(sent.size())));
        }
        if (parts.odd(15)) {
            query.add(new Parameter(parts.any("client_secret", "scope", "token", "grant_type"), parts.any("", mark)));
        }
    }

    private void add(String name, String value) {
        form.add(new Parameter(name, value));
    }
}
