package io.countersign.importing;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Secret;
import io.countersign.naming.Name;
import io.countersign.problem.JsonLines;
import io.countersign.vault.VaultKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges a line by itself, and seals its token. Asks nobody. */
@ApplicationScoped
class LineReading {
    private static final String TENANT = "tenant";
    private static final String CONNECTION = "connection";
    private static final Set<String> TOLD = Set.of(TENANT, CONNECTION);

    private static final String SAME_TOKEN = "refresh_token is the same as in line ";
    private static final String TOO_LONG = "must have at most 64 KiB";

    private final JsonLines json;

    LineReading(JsonLines json) {
        this.json = json;
    }

    ImportLine read(UUID batch, UploadedLines.Line line, TokensOfUpload tokens, VaultKey key) {
        if (line.isTooLong()) {
            return ImportLine.invalid(line.number(), null, null, TOO_LONG);
        }
        return switch (json.read(line.text(), ImportLineRequest.class, TOLD)) {
            case JsonLines.Fits<ImportLineRequest>(ImportLineRequest fits) ->
                first(batch, ImportLine.of(line.number(), fits), fits.single().token(), tokens, key);
            case JsonLines.Unfit<ImportLineRequest>(String reason, Map<String, String> told) ->
                ImportLine.invalid(line.number(), name(told, TENANT), name(told, CONNECTION), reason);
        };
    }

    private static ImportLine first(UUID batch, ImportLine line, Secret token, TokensOfUpload tokens, VaultKey key) {
        Integer earlier = tokens.earlier(line.number(), token);
        return earlier == null
                ? line.with(key.seal(token, place(batch, line)))
                : ImportLine.invalid(line.number(), line.tenant(), line.connection(), SAME_TOKEN + earlier);
    }

    /**
     * What a line's token is bound to: whoever can write to the database can neither have it sent for another tenant,
     * connection or integration, nor have another person or account accepted.
     */
    static AssociatedData place(UUID batch, ImportLine line) {
        String row = Stream.of(
                        batch.toString(),
                        line.tenant(),
                        line.connection(),
                        line.integration(),
                        line.expectedAccountId(),
                        line.expectedEmail())
                .map(LineReading::part)
                .collect(Collectors.joining());
        return new AssociatedData("import_line.token", "vault", row, "", line.number());
    }

    /** No two rows share their text: each part stands behind its length, and none is not an empty one. */
    private static String part(@Nullable String part) {
        return part == null ? "-" : part.length() + ":" + part;
    }

    /** Anything may stand there. */
    private static @Nullable String name(Map<String, String> told, String field) {
        String text = told.get(field);
        return text != null && Name.isValid(text) ? text : null;
    }
}
