package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.UUID;

/** The registered clients in the control API. */
final class ClientControl {
    private static final String ID = "client_id";
    private static final String ONE = "clients/{client_id}";

    private final Stores stores;

    ClientControl(Stores stores) {
        this.stores = stores;
    }

    List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                        "GET",
                        "clients",
                        call -> AdminHandler.ok(stores.directory().clients())),
                ControlRoute.of("POST", "clients", this::create),
                ControlRoute.of("GET", ONE, call -> AdminHandler.ok(stores.client(call.path(ID)))),
                ControlRoute.of("PUT", ONE, this::put),
                ControlRoute.of("PATCH", ONE, this::change),
                ControlRoute.of("DELETE", ONE, this::delete));
    }

    private Answer create(ControlCall call) {
        ObjectNode body = call.object();
        if (!body.has(ID)) {
            body.put(ID, UUID.randomUUID().toString());
        }
        SimulatedClient client = complete(body);
        if (stores.directory().client(client.integrationKey()).isPresent()) {
            throw ControlRefusal.conflict("There is a client " + client.integrationKey() + " already: change it by"
                    + " PATCH, or replace it by PUT.");
        }
        stores.directory().put(client);
        return Answer.json(201, SimulatorJson.toTree(client));
    }

    private Answer put(ControlCall call) {
        SimulatedClient client = complete(withId(call));
        stores.directory().put(client);
        return AdminHandler.ok(client);
    }

    private Answer change(ControlCall call) {
        ObjectNode changes = withId(call);
        stores.client(call.path(ID));
        return AdminHandler.ok(
                stores.directory().change(call.path(ID), client -> withUris(SimulatorJson.merge(client, changes))));
    }

    private Answer delete(ControlCall call) {
        SimulatedClient client = stores.client(call.path(ID));
        stores.directory().removeClient(client.integrationKey());
        stores.forgetClient(client.integrationKey());
        return AdminHandler.done();
    }

    /** A confidential client gets a secret where none is named, a public one none. */
    private static SimulatedClient complete(ObjectNode body) {
        boolean publicClient = body.path("public_client").asBoolean(false);
        ObjectNode client = (ObjectNode) SimulatorJson.toTree(SimulatedClient.confidential(
                body.path(ID).asText(), "An application", UUID.randomUUID().toString(), "unused"));
        client.putArray("redirect_uris");
        if (publicClient) {
            client.putArray("secrets");
            client.put("require_pkce", true);
        }
        return withUris(SimulatorJson.read(SimulatorJson.merged(client, body), SimulatedClient.class));
    }

    /** A browser goes only to an address with a scheme, and a fragment would swallow the answer. */
    private static SimulatedClient withUris(SimulatedClient client) {
        for (String uri : client.redirectUris()) {
            if (!isRedirectUri(uri)) {
                throw ControlRefusal.badRequest(
                        "\"redirect_uris\" must be absolute URIs like \"http://localhost:3000/callback\", without a"
                                + " fragment (#), not " + uri + ".");
            }
        }
        return client;
    }

    /** RFC 6749 section 3.1.2. */
    static boolean isRedirectUri(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (URISyntaxException wrong) {
            return false;
        }
    }

    private static ObjectNode withId(ControlCall call) {
        ObjectNode body = call.object();
        if (!body.path(ID).asText(call.path(ID)).equals(call.path(ID))) {
            throw ControlRefusal.badRequest("The client_id in the body is not that of the path, and cannot change.");
        }
        return body.put(ID, call.path(ID));
    }
}
