/**
 * The API's description at {@code /q/openapi}, made while the application is built. Resources say what is particular to
 * an operation, {@code META-INF/openapi.yaml} holds what is written once, and the filter here adds what follows from
 * rules. Nothing of this runs later.
 */
@NullMarked
package io.countersign.openapi;

import org.jspecify.annotations.NullMarked;
