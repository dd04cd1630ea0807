package io.countersign.simulator;

/**
 * What a simulator remembers of people and applications.
 *
 * @param directory who exists
 * @param consents who allowed what
 * @param grants the codes and tokens
 */
record Stores(Directory directory, ConsentStore consents, GrantStore grants) {
    SimulatedClient client(String clientId) {
        return directory
                .client(clientId)
                .orElseThrow(() -> ControlRefusal.notFound("There is no client with the client_id " + clientId + "."));
    }

    /** A user, open or closed, by GUID or e-mail address. */
    SimulatedUser user(String user) {
        return directory
                .user(user)
                .orElseThrow(
                        () -> ControlRefusal.notFound("There is no user with the sub or e-mail address " + user + "."));
    }

    SimulatedUser openUser(String user) {
        SimulatedUser found = user(user);
        if (directory.isClosed(found.sub())) {
            throw ControlRefusal.conflict("The user " + found.email() + " is closed.");
        }
        return found;
    }

    /** Takes everything away that one client was allowed. */
    void forgetClient(String clientId) {
        consents.all().stream()
                .filter(given -> given.clientId().equals(clientId))
                .forEach(given -> consents.revoke(clientId, given.sub()));
        consents.allForOrganizations().stream()
                .filter(given -> given.clientId().equals(clientId))
                .forEach(given -> consents.revokeForOrganization(clientId, given.organizationId()));
        grants.revoke(token -> token.clientId().equals(clientId));
    }

    /** Takes everything away that one user allowed. */
    void forgetUser(String sub) {
        consents.all().stream()
                .filter(given -> given.sub().equals(sub))
                .forEach(given -> consents.revoke(given.clientId(), sub));
        grants.revoke(token -> token.sub().equals(sub));
    }
}
