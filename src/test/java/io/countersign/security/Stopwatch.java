package io.countersign.security;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Tells whether the time of something depends on its input, as "dude, is my code constant time?" does (Reparaz,
 * Balasch, Verbauwhede, 2017): many samples of both kinds in a random order, and Welch's t-test over those that nothing
 * else interrupted.
 */
public final class Stopwatch {
    /** Above it the difference is no chance. */
    public static final double THRESHOLD = 4.5;

    private static final int LONGEST_WARM_UP = 20_000;

    /** Of the samples of both kinds, the slowest tenth was interrupted by something else. */
    private static final double KEPT = 0.9;

    private final Random order;
    private int truths;

    /** @param seed of the order */
    public Stopwatch(long seed) {
        this.order = new Random(seed);
    }

    /** The statistic of the difference, of so many samples of either: far from 0 where there is one. */
    public double difference(BooleanSupplier one, BooleanSupplier other, int samples) {
        measure(one, other, Math.min(samples, LONGEST_WARM_UP));
        long[][] times = measure(one, other, samples);
        long[] all = new long[times[0].length + times[1].length];
        System.arraycopy(times[0], 0, all, 0, times[0].length);
        System.arraycopy(times[1], 0, all, times[0].length, times[1].length);
        Arrays.sort(all);
        long longest = all[(int) (all.length * KEPT)];
        return welch(below(times[0], longest), below(times[1], longest));
    }

    /** The smallest of three runs, without its sign: of what is to be found. */
    public double smallestOfThree(BooleanSupplier one, BooleanSupplier other, int samples) {
        return smallest(one, other, samples, 3);
    }

    /** The smallest of ten runs or the first that finds nothing: on a machine with others many may be disturbed. */
    public double smallestOfTen(BooleanSupplier one, BooleanSupplier other, int samples) {
        return smallest(one, other, samples, 10);
    }

    private double smallest(BooleanSupplier one, BooleanSupplier other, int samples, int runs) {
        double smallest = Double.MAX_VALUE;
        for (int run = 0; run < runs && smallest >= THRESHOLD; run++) {
            smallest = Math.min(smallest, Math.abs(difference(one, other, samples)));
        }
        return smallest;
    }

    private long[][] measure(BooleanSupplier one, BooleanSupplier other, int samples) {
        long[][] times = new long[2][samples];
        int[] taken = new int[2];
        while (taken[0] < samples || taken[1] < samples) {
            int kind = taken[0] == samples ? 1 : taken[1] == samples ? 0 : order.nextInt(2);
            BooleanSupplier each = kind == 0 ? one : other;
            long began = System.nanoTime();
            boolean answer = each.getAsBoolean();
            times[kind][taken[kind]++] = System.nanoTime() - began;
            // Else the compiler would see that nobody wants to know.
            truths += answer ? 1 : 0;
        }
        return times;
    }

    /** How often the answer was yes, of all that was measured. */
    public int truths() {
        return truths;
    }

    private static double[] below(long[] times, long longest) {
        return Arrays.stream(times)
                .filter(time -> time <= longest)
                .mapToDouble(time -> time)
                .toArray();
    }

    private static double welch(double[] one, double[] other) {
        double meanOne = Arrays.stream(one).average().orElseThrow();
        double meanOther = Arrays.stream(other).average().orElseThrow();
        double error = variance(one, meanOne) / one.length + variance(other, meanOther) / other.length;
        return error == 0 ? 0 : (meanOne - meanOther) / Math.sqrt(error);
    }

    private static double variance(double[] samples, double mean) {
        return Arrays.stream(samples)
                        .map(sample -> (sample - mean) * (sample - mean))
                        .sum()
                / (samples.length - 1);
    }
}
