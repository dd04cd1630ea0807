/**
 * Hands out access tokens. Its one statement reads who asks, whether they may, and what there is to issue; when nothing
 * is due, that is all that happens. Renewing belongs to package refresh; refresh tokens never come here.
 *
 * <p>A door unpacks its request and says whose token is meant ({@code IssuableReader.lookup}); authenticating the
 * caller reads that along and hands it over as an attribute of the SecurityIdentity ({@code Sighting.of});
 * {@code Issuing} decides, at once where memory answers. Nothing behind the door knows the request.
 */
@NullMarked
package io.countersign.issuing;

import org.jspecify.annotations.NullMarked;
