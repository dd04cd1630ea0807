package io.countersign.connection;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What else DocuSign told of a user, as it wrote it: for who asks for userinfo, and nobody else.
 *
 * @param givenName the first name, or null
 * @param familyName the last name, or null
 * @param created when the user was created, without a time zone, or null
 */
public record Profile(
        @Nullable String givenName,
        @Nullable String familyName,
        @Nullable String created) {
    /** Nothing of it is known. */
    public static final Profile UNKNOWN = new Profile(null, null, null);

    /**
     * As a row has it: see {@link #json}.
     *
     * @param stored null where there is no user
     */
    public static Profile of(@Nullable JsonObject stored) {
        return stored == null
                ? UNKNOWN
                : new Profile(
                        stored.getString("given_name"), stored.getString("family_name"), stored.getString("created"));
    }

    /** As a row has it. */
    public JsonObject json() {
        return new JsonObject()
                .put("given_name", givenName)
                .put("family_name", familyName)
                .put("created", created);
    }
}
