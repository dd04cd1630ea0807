/**
 * Checks of what is shipped around the application: the Kubernetes manifests under {@code k8s/}. Reads files of the
 * repository and starts {@code kubectl}; must not touch a cluster.
 */
@NullMarked
package io.countersign.packaging;

import org.jspecify.annotations.NullMarked;
