/**
 * The one rule for the names that stand in paths, for all features: tenants, connections, integrations and callers.
 * Knows nothing of what is named, and whether something of that name exists is not asked here.
 */
@NullMarked
package io.countersign.naming;

import org.jspecify.annotations.NullMarked;
