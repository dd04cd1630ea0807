/** The alerts and the dashboard of {@code k8s/components/monitoring}: what they ask for, and when they fire. */
@NullMarked
package io.countersign.monitoring;

import org.jspecify.annotations.NullMarked;
