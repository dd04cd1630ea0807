/**
 * What everybody has to know of PostgreSQL: how it says that it is away, whether it is, and how it takes its
 * parameters. Uses nothing of ours.
 */
@NullMarked
package io.countersign.database;

import org.jspecify.annotations.NullMarked;
