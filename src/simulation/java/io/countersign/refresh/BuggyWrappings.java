package io.countersign.refresh;

import java.util.function.BiFunction;

/** How keys of the keyring are retired, each with one thing wrong. */
final class BuggyWrappings {
    private BuggyWrappings() {}

    static Mutation wrappings(BiFunction<SimulatedTime, SimulatedKeys, SimulatedWrappings> wrappings) {
        return new Mutation() {
            @Override
            SimulatedWrappings wrappings(SimulatedTime time, SimulatedKeys keys) {
                return wrappings.apply(time, keys);
            }
        };
    }

    /** Before the key's row is locked, or in the same statement: what is being stored is not seen. */
    static final class RetirementCountsFirst extends SimulatedWrappings {
        private boolean used;

        RetirementCountsFirst(SimulatedTime time, SimulatedKeys keys) {
            super(time, keys);
        }

        @Override
        void retire(String key, Runnable then) {
            used = keys.isWrapping(key);
            super.retire(key, then);
        }

        @Override
        boolean isUsed(String key) {
            return used;
        }
    }

    static final class RetirementCountsNothing extends SimulatedWrappings {
        RetirementCountsNothing(SimulatedTime time, SimulatedKeys keys) {
            super(time, keys);
        }

        @Override
        boolean isUsed(String key) {
            return false;
        }
    }

    /** As a replica with an old configuration would. */
    static final class WrapsUnderARetiredKey extends SimulatedWrappings {
        WrapsUnderARetiredKey(SimulatedTime time, SimulatedKeys keys) {
            super(time, keys);
        }

        @Override
        String choice(String primary) {
            return primary;
        }
    }

    static final class WrappingKeyIsNotLocked extends SimulatedWrappings {
        WrappingKeyIsNotLocked(SimulatedTime time, SimulatedKeys keys) {
            super(time, keys);
        }

        @Override
        void share(String key) {}
    }
}
