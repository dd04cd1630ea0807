/**
 * What the native image must be told of reflection, found without compiling it: an agent records what the packaged
 * application reaches while the integration tests use it, and a program compares that with what the image would be
 * told.
 */
@NullMarked
package io.countersign.reflection;

import org.jspecify.annotations.NullMarked;
