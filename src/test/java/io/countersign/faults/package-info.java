/**
 * The fault suite: three replicas of the packaged application, a real PostgreSQL, the DocuSign simulator, and proxies
 * between them that delay, cut and lose. Each test is one row of the fault matrix, with real signals. Runs with
 * {@code -Pfaults} only, on Debian; everything it starts dies with it.
 */
@NullMarked
package io.countersign.faults;

import org.jspecify.annotations.NullMarked;
