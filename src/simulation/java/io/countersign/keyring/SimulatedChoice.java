package io.countersign.keyring;

import org.jspecify.annotations.Nullable;

/** What {@link LiveKeys} decides by, for a simulation of its statements. */
public final class SimulatedChoice {
    private SimulatedChoice() {}

    /**
     * With which key a new keyset is wrapped.
     *
     * @param primary by the replica's configuration
     * @param retired whether that is
     * @param target of the last rewrap, unless it is retired; null where there is none
     * @return null where there is none
     */
    public static @Nullable String of(String primary, boolean retired, @Nullable String target) {
        WrappingChoice.Primary standing = retired ? WrappingChoice.Primary.RETIRED : WrappingChoice.Primary.LIVE;
        return switch (WrappingChoice.of(new KeyId(primary), standing, target == null ? null : new KeyId(target))) {
            case WrappingChoice.Use use -> use.id().value();
            case WrappingChoice.MakeKnown unknown -> throw new IllegalStateException("Every key is known here");
            case WrappingChoice.None none -> null;
        };
    }
}
