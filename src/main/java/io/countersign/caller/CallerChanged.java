package io.countersign.caller;

/**
 * Observed by whoever remembers what a caller may do, within the request that changed or deleted it or one of its keys,
 * when that has ended.
 *
 * @param caller its name
 */
public record CallerChanged(String caller) {}
