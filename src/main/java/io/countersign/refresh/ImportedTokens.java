package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** STUB until the proof's branch is merged. */
@ApplicationScoped
public class ImportedTokens {
    public record Given(
            UUID importId,
            Secret refreshToken,
            byte[] hash,
            List<String> scopes,
            @Nullable Instant obtainedAt,
            String createdBy) {}

    public sealed interface Insertion {}

    public record Inserted(Target target) implements Insertion {}

    public record UnderWay(UUID importId) implements Insertion {}

    public record Held(UUID importId) implements Insertion {}

    public record AlreadyImported() implements Insertion {}

    public record LostResponse() implements Insertion {}

    public record OtherUnderWay() implements Insertion {}

    public record ProvenToken(Secret accessToken, long generation) {}

    public record JudgedToken(
            Secret accessToken,
            Secret refreshToken,
            Duration accessLife,
            @Nullable Duration refreshLife,
            List<String> scopes,
            @Nullable String tokenScope,
            boolean unsure,
            String createdBy) {}

    public enum Outcome {
        ACTIVE,
        PENDING,
        REFUSED,
        DISCARDED
    }

    public record Due(ConnectionId id, UUID importId, Target target, boolean judgeable) {}

    public Uni<Insertion> insert(
            SqlConnection tx,
            ConnectionId id,
            Environment environment,
            String integration,
            Keyset keyset,
            Given given) {
        throw new UnsupportedOperationException();
    }

    public Uni<Optional<ProvenToken>> read(ConnectionId id, UUID importId) {
        throw new UnsupportedOperationException();
    }

    public Uni<Optional<JudgedToken>> take(SqlConnection tx, ConnectionId id, UUID importId, long generation) {
        throw new UnsupportedOperationException();
    }

    public Uni<Void> end(SqlConnection tx, UUID importId, Outcome outcome, @Nullable String reason) {
        throw new UnsupportedOperationException();
    }

    public Uni<Boolean> discard(SqlConnection tx, ConnectionId id) {
        throw new UnsupportedOperationException();
    }

    public Uni<List<Due>> claimDue(int most) {
        throw new UnsupportedOperationException();
    }

    public Uni<Void> putBack(UUID importId, Duration pause) {
        throw new UnsupportedOperationException();
    }

    public Uni<Void> expire() {
        throw new UnsupportedOperationException();
    }
}
