/**
 * How connections leave this network: through which proxy, if any. Decides and connects to nothing; whoever connects
 * asks first.
 */
@NullMarked
package io.countersign.egress;

import org.jspecify.annotations.NullMarked;
