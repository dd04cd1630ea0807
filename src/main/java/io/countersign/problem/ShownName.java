package io.countersign.problem;

/**
 * The name of a field as a caller sent it, fit for an answer: at most 64 characters, and those that do not show as
 * escapes of JSON.
 */
final class ShownName {
    private static final int LONGEST = 64;

    private ShownName() {}

    static String of(String name) {
        if (name.isEmpty()) {
            return "\"\"";
        }
        StringBuilder shown = new StringBuilder();
        name.codePoints().limit(LONGEST).forEach(point -> append(shown, point));
        return name.codePointCount(0, name.length()) > LONGEST
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static void append(StringBuilder shown, int point) {
        if (shows(point)) {
            shown.appendCodePoint(point);
        } else {
            for (char unit : Character.toChars(point)) {
                shown.append("\\u%04x".formatted((int) unit));
            }
        }
    }

    private static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
