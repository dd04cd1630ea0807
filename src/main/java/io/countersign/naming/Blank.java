package io.countersign.naming;

/** Which characters show nothing, and which change how others are shown. */
final class Blank {
    /**
     * From and to: what has the property Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt), which
     * the JDK does not know.
     */
    private static final int[][] IGNORABLE = {
        {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
        {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };

    /**
     * Drawn empty by design: the Braille pattern without dots, the musical null notehead, the filler of the Khitan
     * small script, the blanks of Egyptian hieroglyphs.
     */
    private static final int[] DRAWN_EMPTY = {0x2800, 0x1D159, 0x16FE4, 0x13441, 0x13442};

    private Blank() {}

    /** Whether a reader sees something where this stands on its own. */
    static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !isIgnorable(point) && !isDrawnEmpty(point);
        };
    }

    /** Whether this ends a line, is no character, or sets the direction of what follows, as UAX 9 has it. */
    static boolean misleads(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        };
    }

    private static boolean isIgnorable(int point) {
        for (int[] range : IGNORABLE) {
            if (point >= range[0] && point <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDrawnEmpty(int point) {
        for (int empty : DRAWN_EMPTY) {
            if (point == empty) {
                return true;
            }
        }
        return false;
    }
}
