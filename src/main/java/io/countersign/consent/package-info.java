/**
 * Consent: links, the pages people at a tenant see, the browser binding, the return from DocuSign and what its
 * answer means. Whether a consent is accepted is decided in {@code connection}. The pages are written for a business person, not a developer: plain words, no JavaScript, nothing loaded from
 * elsewhere. This package must not refresh or issue tokens, and it never touches another package's rows.
 */
@NullMarked
package io.countersign.consent;

import org.jspecify.annotations.NullMarked;
