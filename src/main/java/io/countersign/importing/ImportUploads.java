package io.countersign.importing;

import io.countersign.problem.JsonLines;
import io.countersign.problem.ProblemException;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upload as it comes in: its lines are judged, sealed and stored by the hundred, and the next bytes are asked
 * for when that is done. So it takes no more memory than its longest lines, and a digest of each token.
 */
@ApplicationScoped
class ImportUploads {
    /** Each is a row for as long as the import is kept. */
    static final int MOST_LINES = 100_000;

    private static final int LINES_AT_ONCE = 100;
    private static final int BYTES_AT_ONCE = 256 * 1024;

    /**
     * Between bytes, and until the first: of a connection that broke before anybody listened, nobody would hear, and
     * nobody may hold an upload open with nothing. What is stored meanwhile counts.
     */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final VaultKeys vaultKeys;
    private final LineReading reading;
    private final UploadedBatches batches;

    ImportUploads(VaultKeys vaultKeys, LineReading reading, UploadedBatches batches) {
        this.vaultKeys = vaultKeys;
        this.reading = reading;
        this.batches = batches;
    }

    /**
     * Reads it to its end. Fails with 400 where it breaks off or holds nothing, with 413 where it goes on beyond
     * {@link JsonLines#LARGEST_BODY} or {@value #MOST_LINES} lines; then nothing of it is left.
     *
     * @param body asked for more only when what came was stored
     * @param actor who sends it, as in the audit trail
     */
    Uni<UploadedImportView> receive(Multi<Buffer> body, String actor) {
        Upload upload = new Upload(UUID.randomUUID(), actor);
        return body.ifNoItem()
                .after(LONGEST_SILENCE)
                .fail()
                .onFailure()
                .transform(broken -> JsonLines.broken(
                                broken instanceof TimeoutException
                                        ? "For a minute nothing of the body came in."
                                        : "The body broke off.")
                        .toException())
                .onItem()
                .transformToUniAndConcatenate(upload::take)
                .collect()
                .last()
                .chain(upload::end)
                .onFailure()
                .call(upload::drop);
    }

    /** One of them. Its methods are called one after the other. */
    private final class Upload {
        private final UUID batch;
        private final String actor;
        private final UploadedLines lines = new UploadedLines();
        private final TokensOfUpload tokens = new TokensOfUpload();
        private List<UploadedLines.Line> waiting = new ArrayList<>();
        private int waitingBytes;
        private long received;
        private int taken;
        private @Nullable VaultKey key;

        Upload(UUID batch, String actor) {
            this.batch = batch;
            this.actor = actor;
        }

        Uni<Void> take(Buffer bytes) {
            received += bytes.length();
            if (received > JsonLines.LARGEST_BODY) {
                return Uni.createFrom().failure(JsonLines.tooLarge().toException());
            }
            hold(lines.take(bytes.getBytes()));
            return waiting.size() >= LINES_AT_ONCE || waitingBytes >= BYTES_AT_ONCE
                    ? store()
                    : Uni.createFrom().voidItem();
        }

        Uni<UploadedImportView> end() {
            hold(lines.end());
            return store().chain(
                            () -> key == null ? Uni.createFrom().failure(nothing()) : batches.finish(batch, actor));
        }

        /** What cannot be dropped now is swept up later, and is not what the answer is about. */
        Uni<Void> drop() {
            return key == null
                    ? Uni.createFrom().voidItem()
                    : batches.drop(batch).onFailure().recoverWithNull();
        }

        private void hold(List<UploadedLines.Line> ended) {
            taken += ended.size();
            if (taken > MOST_LINES) {
                throw JsonLines.tooMany(MOST_LINES).toException();
            }
            waiting.addAll(ended);
            ended.forEach(line -> waitingBytes += line.text().length);
        }

        private Uni<Void> store() {
            List<UploadedLines.Line> now = waiting;
            waiting = new ArrayList<>();
            waitingBytes = 0;
            return now.isEmpty() ? Uni.createFrom().voidItem() : begun().chain(opened -> store(now, opened));
        }

        private Uni<VaultKey> begun() {
            VaultKey known = key;
            return known != null
                    ? Uni.createFrom().item(known)
                    : vaultKeys
                            .vaultKey()
                            .call(() -> batches.begin(batch, actor))
                            .invoke(opened -> key = opened);
        }

        /** Judging and sealing hundreds of lines is work for other threads than those that serve. */
        private Uni<Void> store(List<UploadedLines.Line> now, VaultKey opened) {
            return Uni.createFrom()
                    .item(() -> now.stream()
                            .map(line -> reading.read(batch, line, tokens, opened))
                            .toList())
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .chain(read -> batches.add(batch, read));
        }

        private static ProblemException nothing() {
            return JsonLines.broken("The body holds no line.").toException();
        }
    }
}
