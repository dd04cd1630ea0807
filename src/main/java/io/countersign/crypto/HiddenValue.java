package io.countersign.crypto;

/**
 * What is shown to nobody by accident: its text form hides it, Java does not serialise it, and the API's JSON fails
 * rather than hold it ({@code problem.StrictJson}). Every type with a method that reveals something is one.
 */
public interface HiddenValue {}
