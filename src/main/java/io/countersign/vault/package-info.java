/** STUB until the bulk branch is merged. */
@NullMarked
package io.countersign.vault;

import org.jspecify.annotations.NullMarked;
