package io.countersign.importing;

import io.countersign.problem.JsonLines;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Cuts an upload into its lines as it comes in, and keeps no more of it than one line. */
final class UploadedLines {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;
    private int number = 1;

    /**
     * A line that is not blank.
     *
     * @param number from 1; blank lines count
     * @param text empty where the line is too long
     */
    record Line(int number, byte[] text) {
        boolean isTooLong() {
            return text.length == 0;
        }
    }

    /** The lines that these bytes end. */
    List<Line> take(byte[] bytes) {
        List<Line> ended = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, begin, i);
                end(ended);
                begin = i + 1;
            }
        }
        keep(bytes, begin, bytes.length);
        return ended;
    }

    /** The last line, where nothing ended it. */
    List<Line> end() {
        List<Line> ended = new ArrayList<>();
        end(ended);
        return ended;
    }

    private void keep(byte[] bytes, int from, int to) {
        if (!tooLong && line.size() + to - from <= JsonLines.LONGEST_LINE) {
            line.write(bytes, from, to - from);
        } else {
            tooLong = true;
            line.reset();
        }
    }

    private void end(List<Line> ended) {
        byte[] text = line.toByteArray();
        if (tooLong || !isBlank(text)) {
            ended.add(new Line(number, text));
        }
        line.reset();
        tooLong = false;
        number++;
    }

    private static boolean isBlank(byte[] text) {
        for (byte one : text) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }
}
