package io.countersign.connection;

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
public record Account(String accountId, @Nullable String accountName, String baseUri) {}
