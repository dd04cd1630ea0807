/**
 * The standards face: what clients that know OAuth 2.0, or DocuSign's own token endpoint, and nothing of this service,
 * need to get tokens; and the refresh handles that stand for a refresh token there, whose table it owns. Errors here
 * are RFC 6749's, but for the handles' management, which is the API's. Which token is issued is decided in package
 * {@code issuing}, and whose credential it is in package {@code caller}; this package reads forms and says the answers
 * in the words of the RFCs. Nothing imports from here.
 */
@NullMarked
package io.countersign.oauth;

import org.jspecify.annotations.NullMarked;
