package io.countersign.oauth;

import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What there is to ask for, and who asks.
 *
 * @param client may have the tokens of both {@code urn} and {@code waiting}
 * @param other may have those of {@code foreign}
 * @param urn a tenant that is connected
 * @param waiting one that has not consented yet
 * @param foreign a connected one of the other client
 * @param handle the client's own for {@code urn}
 * @param revoked likewise, and worth nothing any more
 * @param foreignHandle the other client's
 * @param accessToken that of {@code urn}
 */
record FormScene(
        StandardsClient client,
        StandardsClient other,
        String urn,
        String waiting,
        String foreign,
        String handle,
        String revoked,
        String foreignHandle,
        String accessToken) {

    /** A new one in the running application. */
    static FormScene create() {
        TestingTenant tenant = TestingTenant.connected();
        TestingTenant waiting = TestingTenant.create(Map.of());
        TestingTenant foreign = TestingTenant.connected();
        StandardsClient client = new StandardsClient(
                "random-forms",
                TestingCaller.keyOf("random-forms", List.of(tenant.tenant(), waiting.tenant()), "token:issue"));
        StandardsClient other = StandardsClient.of(foreign);
        String revoked = client.handle(tenant);
        client.post("/oauth/revoke", Map.of("token", revoked)).statusCode(200);
        return new FormScene(
                client,
                other,
                StandardsClient.urn(tenant),
                StandardsClient.urn(waiting),
                StandardsClient.urn(foreign),
                client.handle(tenant),
                revoked,
                other.handle(foreign),
                client.token(tenant).statusCode(200).extract().path("access_token"));
    }

    /** What nobody may read in the log, and in an answer only who gets it. */
    Stream<String> secrets() {
        return Stream.of(client.key(), other.key(), handle, revoked, foreignHandle, accessToken);
    }
}
