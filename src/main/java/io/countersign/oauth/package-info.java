/**
 * The standards face: what clients of OAuth 2.0 find here who know nothing of this service's own API, and the refresh
 * handles that they are given in place of DocuSign's refresh tokens. Stands above the features: it issues what
 * {@code issuing} issues. Nothing imports from here.
 */
@NullMarked
package io.countersign.oauth;

import org.jspecify.annotations.NullMarked;
