/**
 * Consent: links, the pages people at a tenant see, the browser binding, and the return from DocuSign with all that it
 * means. Judges nobody: whether a consent is accepted is decided where grants are stored. The pages are written for a
 * business person, not a developer: plain words, no JavaScript, nothing loaded from elsewhere. This package must not
 * refresh or issue tokens, and it never touches another package's rows.
 */
@NullMarked
package io.countersign.consent;

import org.jspecify.annotations.NullMarked;
