package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Where the API keys of some requests come from instead of the database's tables of callers alone. A feature
 * contributes a bean to get the caller in the very reading that tells what the request is about; for requests that no
 * source takes, this package runs a statement of its own.
 */
public interface CredentialSource {

    /**
     * How the caller of that request is found; empty where this source is not for it. Quick, without side effects. The
     * first source that has an answer is asked.
     */
    Optional<Lookup> lookup(RoutingContext request);

    /** Finds callers for one request. Knows by itself what the request is about, however that was said. */
    interface Lookup {

        /**
         * Finds a caller. Nothing of the answer is trusted yet: the hash is compared afterwards, and only then does
         * what was read beside it go on, as attributes of the SecurityIdentity.
         *
         * @param credential by which; a source that reads more than the caller reads that only where its hash is right
         * @return empty where there is no such key or identity. A failure means that nobody knows, and refuses the
         *     request as 503
         */
        Uni<Optional<StoredKey>> find(Credential credential);
    }
}
