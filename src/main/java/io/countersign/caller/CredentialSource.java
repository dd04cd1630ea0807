package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Where the API keys of some requests come from instead of the database's tables of callers alone. A feature
 * contributes a bean to get the caller in the very statement that reads what the request is about; without one that
 * handles a request, this package runs a statement of its own.
 *
 * <p>Nothing that a source answers is trusted yet when it answers: the key's secret is compared afterwards.
 */
public interface CredentialSource {

    /**
     * Whether this source answers for that request. Quick, without side effects; the first source that says yes is
     * asked.
     */
    boolean handles(RoutingContext request);

    /**
     * Finds a key by the public part of it.
     *
     * @param keyId letters and digits, already checked against the key's checksum
     * @param request for reading the path, and for keeping what the statement brought beside the key
     * @return empty where there is no such key. A failure means that nobody knows, and refuses the request as 503
     */
    Uni<Optional<StoredKey>> find(String keyId, RoutingContext request);
}
