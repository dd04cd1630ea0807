package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;
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

    /** The certificate of a caller that may read the whole trail, and is in no database either. */
    public static final String CERTIFIED = "uri:spiffe://example.org/known-by-heart";

    @Override
    public Optional<Lookup> lookup(RoutingContext request) {
        return request.request().headers().contains(HEADER)
                ? Optional.of(TestingCredentialSource::found)
                : Optional.empty();
    }

    private static Uni<Optional<StoredKey>> found(Credential credential) {
        StoredKey known = switch (credential.kind()) {
            case KEY ->
                new StoredKey(
                        "testing",
                        Digest.ofText(KEY),
                        false,
                        List.of(new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE))));
            case IDENTITY ->
                new StoredKey(
                        "certified",
                        ProvenIdentity.certificate(CERTIFIED).hash(),
                        false,
                        List.of(new Grant(Set.of(Grant.ALL), Set.of(Permission.AUDIT_READ))));
        };
        return Uni.createFrom().item(Optional.of(known));
    }
}
