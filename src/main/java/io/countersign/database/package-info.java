/**
 * What everybody has to know of PostgreSQL: how it says that it is away, whether it is, how it takes its parameters,
 * and how work that goes on by itself tells that it fails. Uses nothing of ours.
 */
@NullMarked
package io.countersign.database;

import org.jspecify.annotations.NullMarked;
