package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import io.countersign.crypto.MissingKeyException;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * With which key a new keyset may be wrapped. Whoever stores one asks in the same transaction, right before the
 * statement that stores it: the key's row is locked from then on, last of all rows, and a retirement waits.
 */
@ApplicationScoped
public class LiveKeys {
    /** Somebody has to change the configuration, or retire another key. */
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final LoadedKeyring keyring;

    /** Of this keyring's keys. */
    public LiveKeys(LoadedKeyring keyring) {
        this.keyring = keyring;
    }

    /**
     * The configured primary key; where that is retired, since this replica has an old configuration, the one that the
     * last rewrap wrapped everything with. One round trip, but for those rare cases.
     *
     * @param transaction which stores what is wrapped, and keeps the key from being retired until it ends
     * @return the key; fails with {@link MissingKeyException} where that is one which this replica lacks, and with a
     *     503 problem where there is none
     */
    public Uni<LiveKey> lock(SqlClient transaction) {
        KeyId primary = keyring.opened().primary();
        return isLive(transaction, primary)
                .chain(live ->
                        live ? Uni.createFrom().item(new WrappingChoice.Use(primary)) : choice(transaction, primary))
                .chain(choice -> switch (choice) {
                    case WrappingChoice.Use use -> Uni.createFrom().item(() -> loaded(use.id()));
                    case WrappingChoice.MakeKnown lost -> makeKnown(transaction, primary);
                    case WrappingChoice.None none -> Uni.createFrom().failure(LiveKeys::noLiveKey);
                });
    }

    private static Uni<Boolean> isLive(SqlClient transaction, KeyId id) {
        return transaction
                .preparedQuery("SELECT FROM keyring_key WHERE id = $1 AND retired_at IS NULL FOR SHARE")
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.size() == 1);
    }

    private static Uni<WrappingChoice> choice(SqlClient transaction, KeyId primary) {
        return transaction
                .preparedQuery("SELECT retired_at FROM keyring_key WHERE id = $1")
                .execute(Tuple.of(primary.value()))
                .map(rows -> rows.size() == 0 ? WrappingChoice.Primary.UNKNOWN : WrappingChoice.Primary.RETIRED)
                .chain(standing ->
                        target(transaction).map(target -> WrappingChoice.of(primary, standing, target.orElse(null))));
    }

    private static Uni<Optional<KeyId>> target(SqlClient transaction) {
        return transaction
                .preparedQuery("""
                        SELECT k.id FROM keyring_rewrap r JOIN keyring_key k ON k.id = r.target
                        WHERE k.retired_at IS NULL
                        FOR SHARE OF k
                        """)
                .execute()
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new KeyId(rows.iterator().next().getString("id"))));
    }

    private LiveKey loaded(KeyId id) {
        FileKeyring files = keyring.opened();
        if (!files.keys().containsKey(id)) {
            throw files.unknown().met(id);
        }
        return new LiveKey(id);
    }

    /** Of two that bring different bytes at once the first one decides, as at a start. */
    private Uni<LiveKey> makeKnown(SqlClient transaction, KeyId primary) {
        KeyEncryptionKey key = Objects.requireNonNull(keyring.opened().keys().get(primary));
        return transaction
                .preparedQuery("INSERT INTO keyring_key (id, canary) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
                .execute(Tuple.of(primary.value(), Buffer.buffer(KeyCanary.of(primary, key))))
                .chain(() -> transaction
                        .preparedQuery("SELECT canary FROM keyring_key WHERE id = $1 AND retired_at IS NULL FOR SHARE")
                        .execute(Tuple.of(primary.value())))
                .map(rows -> rows.size() == 1
                        && Optional.ofNullable(rows.iterator().next().getBuffer("canary"))
                                .map(canary -> KeyCanary.opens(canary.getBytes(), primary, key))
                                .orElse(true))
                .map(same -> {
                    if (!same) {
                        throw noLiveKey();
                    }
                    return new LiveKey(primary);
                });
    }

    private static ProblemException noLiveKey() {
        return Problem.unavailable(
                        "Nothing was changed. The key that this replica wraps new keysets with is retired, or is"
                                + " another one than the database knows. An operator has to name a key that is in use"
                                + " in countersign.keyring.primary.",
                        RETRY_AFTER)
                .toException();
    }
}
