package io.countersign.importing;

import io.countersign.crypto.AssociatedData;
import io.countersign.naming.Name;
import io.countersign.problem.JsonLines;
import io.countersign.vault.VaultKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Judges a line by itself, and seals its token. Asks nobody. */
@ApplicationScoped
class LineReading {
    private static final String TENANT = "tenant";
    private static final String CONNECTION = "connection";
    private static final Set<String> TOLD = Set.of(TENANT, CONNECTION);

    private static final String TOO_LONG = "must have at most 64 KiB";

    private final JsonLines json;

    LineReading(JsonLines json) {
        this.json = json;
    }

    ImportLine read(UUID batch, UploadedLines.Line line, VaultKey key) {
        if (line.isTooLong()) {
            return ImportLine.invalid(line.number(), null, null, TOO_LONG);
        }
        return switch (json.read(line.text(), ImportLineRequest.class, TOLD)) {
            case JsonLines.Fits<ImportLineRequest>(ImportLineRequest fits) ->
                ImportLine.of(line.number(), fits, key.seal(fits.single().token(), place(batch, line.number())));
            case JsonLines.Unfit<ImportLineRequest>(String reason, Map<String, String> told) ->
                ImportLine.invalid(line.number(), name(told, TENANT), name(told, CONNECTION), reason);
        };
    }

    /** What a line's token is bound to. */
    static AssociatedData place(UUID batch, int number) {
        return new AssociatedData("import_line.token", "vault", batch.toString(), "", number);
    }

    /** Anything may stand there. */
    private static @Nullable String name(Map<String, String> told, String field) {
        String text = told.get(field);
        return text != null && Name.isValid(text) ? text : null;
    }
}
