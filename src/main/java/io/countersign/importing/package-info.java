/**
 * Imports: refresh tokens that somebody else obtained at DocuSign, and that a connection is to have from now on. Each
 * is taken in, proven by one refresh, and judged by whose it turns out to be. What the proof does to the token, and the
 * rows of imports, belong to {@code refresh}; who is accepted decides {@code grant}; this package leads from one to the
 * other, for whoever waits for an answer and, where nobody does, on a schedule. Of bulk imports it owns the rows: the
 * uploads, and their lines until the token of each is handed to its import. Tenants and connections are made by their
 * owners.
 */
@NullMarked
package io.countersign.importing;

import org.jspecify.annotations.NullMarked;
