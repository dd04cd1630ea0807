/**
 * Hands out access tokens. Its one statement reads who asks, whether they may, and what there is to issue; when nothing
 * is due, that is all that happens. Renewing belongs to package refresh; refresh tokens never come here.
 */
@NullMarked
package io.countersign.issuing;

import org.jspecify.annotations.NullMarked;
