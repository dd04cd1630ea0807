/**
 * The shape of every list that the API answers: items in a stable order and a cursor to go on from. Owns no rows and
 * reads none.
 */
@NullMarked
package io.countersign.paging;

import org.jspecify.annotations.NullMarked;
