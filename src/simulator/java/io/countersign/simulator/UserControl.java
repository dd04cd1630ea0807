package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The people in the control API. A path names one by the GUID or the e-mail address. */
final class UserControl {
    private static final String CLOSED = "closed";
    private static final String SUB = "sub";
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final String ONE = "users/{user}";

    private final DocuSignSimulator simulator;
    private final Stores stores;

    UserControl(DocuSignSimulator simulator, Stores stores) {
        this.simulator = simulator;
        this.stores = stores;
    }

    List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "users", call -> list()),
                ControlRoute.of("POST", "users", this::create),
                ControlRoute.of("GET", ONE, call -> AdminHandler.ok(view(stores.user(call.path("user"))))),
                ControlRoute.of("PATCH", ONE, this::change),
                ControlRoute.of("DELETE", ONE, this::delete));
    }

    private Answer list() {
        return AdminHandler.ok(
                stores.directory().users().stream().map(this::view).toList());
    }

    private Answer create(ControlCall call) {
        ObjectNode body = call.object();
        Optional<Boolean> closed = closed(body);
        ObjectNode complete = SimulatorJson.merged(newcomer(body), body);
        completeAccounts(complete, complete.path("name").asText());
        SimulatedUser user = SimulatorJson.read(complete, SimulatedUser.class);
        requireAddress(user.email());
        for (String name : List.of(user.sub(), user.email())) {
            if (stores.directory().user(name).isPresent()) {
                throw ControlRefusal.conflict("There is a user " + name + " already: change it by PATCH.");
            }
        }
        store(user, closed.orElse(false));
        return Answer.json(201, view(user));
    }

    private Answer change(ControlCall call) {
        SimulatedUser before = stores.user(call.path("user"));
        ObjectNode changes = call.object();
        completeAccounts(changes, changes.path("name").asText(before.name()));
        Optional<Boolean> closed = closed(changes);
        if (!changes.path(SUB).asText(before.sub()).equals(before.sub())) {
            throw ControlRefusal.badRequest("A user's sub cannot change.");
        }
        SimulatedUser user = SimulatorJson.merge(before, changes);
        requireAddress(user.email());
        stores.directory()
                .user(user.email())
                .filter(other -> !other.sub().equals(user.sub()))
                .ifPresent(other -> {
                    throw ControlRefusal.conflict("Another user has the e-mail address " + user.email() + ".");
                });
        store(user, closed.orElse(stores.directory().isClosed(user.sub())));
        return AdminHandler.ok(view(user));
    }

    private Answer delete(ControlCall call) {
        SimulatedUser user = stores.user(call.path("user"));
        stores.directory().removeUser(user);
        stores.forgetUser(user.sub());
        return AdminHandler.done();
    }

    private static void requireAddress(String email) {
        if (!ADDRESS.matcher(email).matches()) {
            throw ControlRefusal.badRequest(
                    "\"email\" must be an address like \"peter@initech.example\", not " + email + ".");
        }
    }

    private void store(SimulatedUser user, boolean closed) {
        stores.directory().put(user);
        if (closed) {
            simulator.closeUser(user.sub());
        }
    }

    private ObjectNode view(SimulatedUser user) {
        return ((ObjectNode) SimulatorJson.toTree(user))
                .put(CLOSED, stores.directory().isClosed(user.sub()));
    }

    private static Optional<Boolean> closed(ObjectNode body) {
        JsonNode closed = body.remove(CLOSED);
        if (closed != null && !closed.isBoolean()) {
            throw ControlRefusal.badRequest("\"closed\" must be true or false.");
        }
        return Optional.ofNullable(closed).map(JsonNode::booleanValue);
    }

    /** Everything but the e-mail address can be left out: a person of that name, with one account. */
    private static ObjectNode newcomer(ObjectNode body) {
        String email = body.path("email").asText();
        String name = body.path("name").asText(email.replaceFirst("@.*", ""));
        int space = name.indexOf(' ');
        ObjectNode user = SimulatorJson.object()
                .put(SUB, UUID.randomUUID().toString())
                .put("name", name)
                .put("given_name", space < 0 ? name : name.substring(0, space))
                .put("family_name", space < 0 ? name : name.substring(space + 1))
                .put("created", LocalDateTime.now(ZoneOffset.UTC).withNano(0).toString());
        user.put("organization_admin", false);
        user.putArray("accounts").addObject().put("account_name", name).put("is_default", true);
        return user;
    }

    /** What an account does not say: an id, its owner's name, and that the first is the default one if none is. */
    private static void completeAccounts(ObjectNode user, String owner) {
        JsonNode accounts = user.path("accounts");
        boolean first = !accounts.findValuesAsText("is_default").contains("true");
        for (JsonNode listed : accounts) {
            if (listed instanceof ObjectNode account) {
                if (!account.has("account_id")) {
                    account.put("account_id", UUID.randomUUID().toString());
                }
                if (!account.has("account_name")) {
                    account.put("account_name", owner);
                }
                if (!account.has("is_default")) {
                    account.put("is_default", first);
                }
                first = false;
            }
        }
    }
}
