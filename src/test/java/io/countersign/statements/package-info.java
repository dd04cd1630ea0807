/**
 * Counts what the application says to PostgreSQL, on the wire between both, so that a packaged application of any kind
 * is measured as it is. Which statements those are is the affair of the packages that send them.
 */
@NullMarked
package io.countersign.statements;

import org.jspecify.annotations.NullMarked;
