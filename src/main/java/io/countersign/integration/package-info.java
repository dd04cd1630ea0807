/**
 * DocuSign app registrations: environment, integration key, default scopes, client type, redirect URI, and the client
 * secrets and RSA keys, of which several may be valid at once. They are sealed under a keyset of the integration's own
 * and opened here for who authenticates at DocuSign or signs assertions. No answer of the API contains one. Knows
 * connections only as far as it must not pull an integration away from under them.
 */
@NullMarked
package io.countersign.integration;

import org.jspecify.annotations.NullMarked;
