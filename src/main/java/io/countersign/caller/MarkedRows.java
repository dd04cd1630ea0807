package io.countersign.caller;

/**
 * What stands of a caller from now on, but for its keys.
 *
 * @param mark what these rows are vouched for under
 */
record MarkedRows(CallerMark mark, PutRows rows) {}
