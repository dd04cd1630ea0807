package io.countersign.console;

/**
 * Where something leads.
 *
 * @param href a path of the console's, already encoded
 */
record Link(String text, String href) {}
