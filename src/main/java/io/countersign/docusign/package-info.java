/**
 * Everything that is said to DocuSign: the authorization address, the token endpoint and userinfo, with deadlines,
 * limits and what each answer means. It knows neither tenants nor the database and decides nothing about a connection:
 * it reports, in types that tell whether a refresh token or code can still be unspent. Nothing here logs a body, a
 * header or a query string; of a refusal it logs the error and its description, cleaned.
 */
@NullMarked
package io.countersign.docusign;

import org.jspecify.annotations.NullMarked;
