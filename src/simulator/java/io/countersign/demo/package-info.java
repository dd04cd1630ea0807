/**
 * The demo: an embedded PostgreSQL, the DocuSign simulator and the vault in one process. Built only with
 * {@code -Pdemo}; in every other build this is test code, and no production artifact holds a class of it.
 */
@NullMarked
package io.countersign.demo;

import org.jspecify.annotations.NullMarked;
