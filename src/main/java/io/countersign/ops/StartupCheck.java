package io.countersign.ops;

import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * One look at the configuration. Opens no connection and changes nothing, so that all checks can run before anything
 * else does.
 */
@FunctionalInterface
interface StartupCheck {

    /** What is wrong; empty where nothing is. */
    List<Finding> check(Config configuration);
}
