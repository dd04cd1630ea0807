package io.countersign.simulator;

import java.util.List;

/**
 * What a reset goes back to. Grants of the start are not taken from those who hold them: whatever was issued on them
 * since then works again, so that an application which refreshed in between can go on.
 *
 * @param settings the settings
 * @param clients the registered clients
 * @param users the users, closed ones too
 * @param closed the GUIDs of those who are closed
 * @param consents what users allowed
 * @param organizationConsents what administrators allowed for everybody
 * @param grants the tokens
 */
record Start(
        SimulatorSettings settings,
        List<SimulatedClient> clients,
        List<SimulatedUser> users,
        List<String> closed,
        List<ConsentStore.Given> consents,
        List<ConsentStore.GivenForOrganization> organizationConsents,
        GrantStore.Kept grants) {
    /** What there is now. */
    static Start of(SimulatorSettings settings, Stores stores) {
        Directory directory = stores.directory();
        return new Start(
                settings,
                directory.clients(),
                directory.users(),
                directory.users().stream()
                        .map(SimulatedUser::sub)
                        .filter(directory::isClosed)
                        .toList(),
                stores.consents().all(),
                stores.consents().allForOrganizations(),
                stores.grants().kept());
    }

    /** Makes it what there is. */
    void restore(Stores stores) {
        Directory directory = stores.directory();
        directory.clear();
        clients.forEach(directory::put);
        users.forEach(directory::put);
        closed.forEach(directory::close);
        ConsentStore given = stores.consents();
        given.clear();
        consents.forEach(each -> given.add(each.clientId(), each.sub(), each.scopes()));
        organizationConsents.forEach(
                each -> given.addForOrganization(each.clientId(), each.organizationId(), each.scopes()));
        stores.grants().restore(grants);
    }
}
