package io.countersign.connection;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A DocuSign account.
 *
 * @param accountId its id (GUID)
 * @param accountName its name, or null
 * @param baseUri where its API stands, without a path
 */
@Schema(name = "AccountView")
public record Account(String accountId, @Nullable String accountName, String baseUri) {

    /** As a row has them: see {@link #json}. */
    public static List<Account> listOf(JsonArray array) {
        return array.stream()
                .map(JsonObject.class::cast)
                .map(account -> new Account(
                        account.getString("account_id"),
                        account.getString("account_name"),
                        account.getString("base_uri")))
                .toList();
    }

    /** As a row has them. */
    public static JsonArray json(List<Account> accounts) {
        JsonArray array = new JsonArray();
        accounts.forEach(account -> array.add(new JsonObject()
                .put("account_id", account.accountId())
                .put("account_name", account.accountName())
                .put("base_uri", account.baseUri())));
        return array;
    }
}
