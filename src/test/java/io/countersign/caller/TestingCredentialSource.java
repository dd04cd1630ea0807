package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A feature that knows one caller by heart, for requests that carry its header. */
@ApplicationScoped
public class TestingCredentialSource implements CredentialSource {
    /** A key with a valid checksum that is in no database. */
    public static final String KEY = "csk_00000000000000000000000000000000000000000000000000000002YRdxH";

    /** What a request must carry for this source to answer. */
    public static final String HEADER = "X-Testing-Source";

    @Override
    public Optional<Lookup> lookup(RoutingContext request) {
        return request.request().headers().contains(HEADER) ? Optional.of((keyId, hash) -> found()) : Optional.empty();
    }

    private static Uni<Optional<StoredKey>> found() {
        Grant grant = new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE));
        return Uni.createFrom().item(Optional.of(new StoredKey("testing", Digest.ofText(KEY), false, List.of(grant))));
    }
}
