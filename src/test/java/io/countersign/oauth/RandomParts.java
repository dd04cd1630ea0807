package io.countersign.oauth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Chance, and whether it has spoiled anything so far. */
final class RandomParts {
    private final Random random;
    private boolean inOrder = true;

    RandomParts(long seed) {
        this.random = new Random(seed);
    }

    /** One of a form or an address. */
    record Parameter(String name, String value) {}

    /** Whether nothing has been odd yet. */
    boolean areInOrder() {
        return inOrder;
    }

    /** True for something that cannot go well, once in so many times. */
    boolean odd(int onceIn) {
        boolean odd = oneIn(onceIn);
        inOrder &= !odd;
        return odd;
    }

    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Each encoded as usual, or down to its letters. */
    String joined(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> spelled(parameter.name()) + "=" + spelled(parameter.value()))
                .collect(Collectors.joining("&"));
    }

    private String spelled(String text) {
        if (!oneIn(5)) {
            return StandardsClient.encoded(text);
        }
        StringBuilder spelled = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            spelled.append("%%%02x".formatted(octet & 0xff));
        }
        return spelled.toString();
    }
}
