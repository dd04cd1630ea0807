package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What users allowed, and the refresh tokens that came of it, in the control API. */
final class GrantControl {
    private static final String CLIENT = "client_id";
    private static final String USER = "user";
    private static final String ORGANIZATION = "organization_id";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final DocuSignSimulator simulator;
    private final Stores stores;

    GrantControl(DocuSignSimulator simulator, Stores stores) {
        this.simulator = simulator;
        this.stores = stores;
    }

    /** Who allows whom what. */
    record Allowing(
            @Nullable String clientId,
            @Nullable String user,
            @Nullable String scope) {}

    /** What an administrator allows whom for everybody. */
    record AllowingForOrganization(
            @Nullable String clientId,
            @Nullable String organizationId,
            @Nullable String scope) {}

    List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "consents", this::consents).withQuery(CLIENT, USER),
                ControlRoute.of("POST", "consents", this::allow),
                ControlRoute.of("DELETE", "consents/{client_id}/{user}", this::revokeConsent),
                ControlRoute.of("GET", "organization-consents", call -> organizationConsents()),
                ControlRoute.of("POST", "organization-consents", this::allowForOrganization),
                ControlRoute.of(
                        "DELETE",
                        "organization-consents/{client_id}/{organization_id}",
                        this::revokeOrganizationConsent),
                ControlRoute.of("POST", "grants", this::grant),
                ControlRoute.of("GET", "refresh-tokens", this::tokens).withQuery(CLIENT, USER),
                ControlRoute.of("GET", "refresh-tokens/{token}", call -> AdminHandler.ok(view(token(call)))),
                ControlRoute.of("DELETE", "refresh-tokens/{token}", this::kill));
    }

    private Answer consents(ControlCall call) {
        BiPredicate<String, String> wanted = filter(call);
        return AdminHandler.ok(stores.consents().all().stream()
                .filter(given -> wanted.test(given.clientId(), given.sub()))
                .map(this::view)
                .toList());
    }

    private Answer allow(ControlCall call) {
        Allowing allowing = call.read(Allowing.class);
        SimulatedClient client = stores.client(required(allowing.clientId(), CLIENT));
        SimulatedUser user = stores.openUser(required(allowing.user(), USER));
        Set<String> scopes = scopes(required(allowing.scope(), "scope"));
        stores.consents().add(client.integrationKey(), user.sub(), scopes);
        return Answer.json(201, view(new ConsentStore.Given(client.integrationKey(), user.sub(), scopes)));
    }

    private Answer revokeConsent(ControlCall call) {
        SimulatedClient client = stores.client(call.path(CLIENT));
        SimulatedUser user = stores.user(call.path(USER));
        boolean given = stores.consents().all().stream()
                .anyMatch(each -> each.clientId().equals(client.integrationKey())
                        && each.sub().equals(user.sub()));
        if (!given) {
            throw ControlRefusal.notFound(user.email() + " has allowed " + client.name() + " nothing.");
        }
        simulator.revokeConsent(client.integrationKey(), user.sub());
        return AdminHandler.done();
    }

    private Answer organizationConsents() {
        return AdminHandler.ok(stores.consents().allForOrganizations().stream()
                .map(GrantControl::view)
                .toList());
    }

    private Answer allowForOrganization(ControlCall call) {
        AllowingForOrganization allowing = call.read(AllowingForOrganization.class);
        SimulatedClient client = stores.client(required(allowing.clientId(), CLIENT));
        String organizationId = required(allowing.organizationId(), ORGANIZATION);
        Set<String> scopes = scopes(required(allowing.scope(), "scope"));
        requireAccountIn(organizationId);
        stores.consents().addForOrganization(client.integrationKey(), organizationId, scopes);
        return Answer.json(
                201, view(new ConsentStore.GivenForOrganization(client.integrationKey(), organizationId, scopes)));
    }

    /** An organization is there as soon as somebody's account names it. */
    private void requireAccountIn(String organizationId) {
        if (stores.directory().users().stream()
                .noneMatch(user -> user.organizationIds().contains(organizationId))) {
            throw ControlRefusal.notFound("There is no organization " + organizationId
                    + ": no person has an account with this \"organization_id\".");
        }
    }

    private Answer revokeOrganizationConsent(ControlCall call) {
        SimulatedClient client = stores.client(call.path(CLIENT));
        String organizationId = call.path(ORGANIZATION);
        boolean given = stores.consents().allForOrganizations().stream()
                .anyMatch(each -> each.clientId().equals(client.integrationKey())
                        && each.organizationId().equals(organizationId));
        if (!given) {
            throw ControlRefusal.notFound(
                    "Nobody has allowed " + client.name() + " anything for the organization " + organizationId + ".");
        }
        stores.consents().revokeForOrganization(client.integrationKey(), organizationId);
        return AdminHandler.done();
    }

    private static JsonNode view(ConsentStore.GivenForOrganization given) {
        return SimulatorJson.object()
                .put(CLIENT, given.clientId())
                .put(ORGANIZATION, given.organizationId())
                .put("scope", String.join(" ", given.scopes()));
    }

    private Answer grant(ControlCall call) {
        Allowing allowing = call.read(Allowing.class);
        SimulatedClient client = stores.client(required(allowing.clientId(), CLIENT));
        SimulatedUser user = stores.openUser(required(allowing.user(), USER));
        IssuedTokens tokens =
                simulator.grant(client.integrationKey(), user.sub(), scopes(required(allowing.scope(), "scope")));
        ObjectNode json = SimulatorJson.object()
                .put("access_token", tokens.accessToken())
                .put("token_type", "Bearer")
                .put("refresh_token", tokens.refreshToken())
                .put("expires_in", tokens.accessTokenLife().toSeconds())
                .put("scope", String.join(" ", tokens.scopes()))
                .put("sub", tokens.sub());
        return Answer.json(201, json);
    }

    private Answer tokens(ControlCall call) {
        BiPredicate<String, String> wanted = filter(call);
        return AdminHandler.ok(stores.grants().refreshTokens().stream()
                .filter(token -> wanted.test(token.clientId(), token.sub()))
                .map(this::view)
                .toList());
    }

    private Answer kill(ControlCall call) {
        RefreshToken token = token(call);
        stores.grants().revoke(other -> other.id().equals(token.id()));
        return AdminHandler.done();
    }

    private RefreshToken token(ControlCall call) {
        String named = call.path("token");
        String id = SHA256.matcher(named).matches() ? named : TokenMint.idOf(named);
        return stores.grants().refreshTokens().stream()
                .filter(token -> token.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ControlRefusal.notFound(
                        "No such refresh token was issued. Name it by its characters or their SHA-256."));
    }

    private JsonNode view(ConsentStore.Given given) {
        return SimulatorJson.object()
                .put(CLIENT, given.clientId())
                .put("sub", given.sub())
                .put("email", email(given.sub()))
                .put("scope", String.join(" ", given.scopes()));
    }

    private JsonNode view(RefreshToken token) {
        return SimulatorJson.object()
                .put("sha256", token.id())
                .put("authorization", token.family())
                .put(CLIENT, token.clientId())
                .put("sub", token.sub())
                .put("email", email(token.sub()))
                .put("scope", String.join(" ", token.scopes()))
                .put("expires_at", token.expiresAt().toString())
                .put("used_at", token.usedAt() == null ? null : token.usedAt().toString())
                .put("revoked", token.revoked())
                .put("usable", simulator.isRefreshTokenUsable(token.id()));
    }

    private @Nullable String email(String sub) {
        return stores.directory().user(sub).map(SimulatedUser::email).orElse(null);
    }

    /** Of one client, of one user, or of all where neither is named. */
    private BiPredicate<String, String> filter(ControlCall call) {
        Optional<String> clientId =
                call.query(CLIENT).map(id -> stores.client(id).integrationKey());
        Optional<String> sub = call.query(USER).map(user -> stores.user(user).sub());
        return (ofClient, ofUser) -> clientId.filter(id -> !id.equals(ofClient)).isEmpty()
                && sub.filter(id -> !id.equals(ofUser)).isEmpty();
    }

    static String required(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw ControlRefusal.badRequest(
                    "The field \"" + field + "\" is " + (value == null ? "missing." : "empty."));
        }
        return value;
    }

    private static Set<String> scopes(String scope) {
        return new LinkedHashSet<>(Arrays.asList(scope.strip().split(" +")));
    }
}
