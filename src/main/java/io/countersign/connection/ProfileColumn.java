package io.countersign.connection;

import io.countersign.docusign.UserInfo.Profile;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A user's profile as rows have it, under DocuSign's names. */
public final class ProfileColumn {
    private ProfileColumn() {}

    /** What a row is to have. */
    public static JsonObject json(Profile profile) {
        return new JsonObject()
                .put("given_name", profile.givenName())
                .put("family_name", profile.familyName())
                .put("created", profile.created());
    }

    /**
     * What a row has.
     *
     * @param stored null where there is no user
     */
    public static Profile read(@Nullable JsonObject stored) {
        return stored == null
                ? Profile.UNKNOWN
                : new Profile(
                        stored.getString("given_name"), stored.getString("family_name"), stored.getString("created"));
    }
}
