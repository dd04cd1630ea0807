package io.countersign.security;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Needles by their first four bytes, so that a text is read once for all of them in all their disguises. */
final class NeedleIndex {
    private static final int BEGINNING = Integer.BYTES;
    private static final int BITS = 1 << 16;

    private final Map<Integer, List<Disguised>> byBeginning = new HashMap<>();

    /** Which beginnings there may be: of most places in a text it says that none begins there. */
    private final BitSet possible = new BitSet(BITS);

    private record Disguised(String name, String text) {}

    /** @throws IllegalArgumentException for a secret of less than four bytes */
    NeedleIndex(Collection<Needle> needles) {
        needles.forEach(needle -> needle.disguises()
                .forEach((disguise, text) -> add(new Disguised(needle.name() + " as " + disguise, text))));
    }

    private void add(Disguised needle) {
        if (needle.text().length() < BEGINNING) {
            throw new IllegalArgumentException(needle.name() + " is too short to be searched for");
        }
        int beginning = 0;
        for (int i = 0; i < BEGINNING; i++) {
            beginning = with(beginning, needle.text().charAt(i));
        }
        byBeginning.computeIfAbsent(beginning, first -> new ArrayList<>()).add(needle);
        possible.set(bit(beginning));
    }

    /** What stands in a text, each byte of which is one char: names and disguises, each once. */
    Set<String> in(String text) {
        Set<String> found = new LinkedHashSet<>();
        int window = 0;
        for (int end = 1; end <= text.length(); end++) {
            window = with(window, text.charAt(end - 1));
            if (possible.get(bit(window))) {
                int start = end - BEGINNING;
                byBeginning.getOrDefault(window, List.of()).stream()
                        .filter(needle -> text.startsWith(needle.text(), start))
                        .forEach(needle -> found.add(needle.name()));
            }
        }
        return found;
    }

    private static int with(int window, char next) {
        return (window << Byte.SIZE) | (next & 0xff);
    }

    private static int bit(int window) {
        return ((window * 0x9E3779B1) >>> (Integer.SIZE - Short.SIZE)) & (BITS - 1);
    }
}
