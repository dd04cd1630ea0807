/**
 * The catalogue of errors that callers can see and their one rendering as RFC 9457 problem documents; and the reading
 * of request bodies and queries, which names all that is wrong with one. Every feature reports through it; it depends
 * on none of them. Nothing from a stack trace, an entity or an upstream body may pass through here.
 *
 * <p>Refuses at the door, too, what is wrong with a request whosever it is ({@code Reception}), so that what breaks
 * HTTP's rules is answered like everything else.
 */
@NullMarked
package io.countersign.problem;

import org.jspecify.annotations.NullMarked;
