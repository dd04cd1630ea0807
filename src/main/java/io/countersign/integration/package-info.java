/**
 * DocuSign app registrations: environment, integration key, default scopes, redirect URI and the client secrets, of
 * which several may be valid at once. The secrets are sealed under a keyset of the integration's own and opened here
 * for who authenticates at DocuSign. No answer of the API contains one. Knows connections only as far as it must not
 * pull an integration away from under them.
 */
@NullMarked
package io.countersign.integration;

import org.jspecify.annotations.NullMarked;
