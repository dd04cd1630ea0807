package io.countersign.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads along what a client says to PostgreSQL on one connection (PostgreSQL, "Message Formats") and notices when a
 * statement is executed.
 */
final class StatementWatch {
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final Map<String, String> prepared = new HashMap<>();
    private byte[] pending = {};
    private boolean started;

    /**
     * Reads the next bytes.
     *
     * @param words part of the statement that is looked for, or null for none
     * @return whether a prepared statement with these words was bound for execution in them
     */
    boolean sees(byte[] bytes, int length, @Nullable String words) {
        int before = pending.length;
        pending = Arrays.copyOf(pending, before + length);
        System.arraycopy(bytes, 0, pending, before, length);
        boolean seen = false;
        int start = 0;
        for (int end = endOfMessage(start); end > 0; end = endOfMessage(start)) {
            seen |= started && read(start, end, words);
            started = true;
            start = end;
        }
        pending = Arrays.copyOfRange(pending, start, pending.length);
        return seen;
    }

    /** The first message of a connection has no type in front of it. 0 where the message is not complete yet. */
    private int endOfMessage(int start) {
        int lengthAt = start + (started ? 1 : 0);
        if (pending.length < lengthAt + LENGTH_BYTES) {
            return 0;
        }
        int end = lengthAt + ByteBuffer.wrap(pending).getInt(lengthAt);
        return end <= pending.length ? end : 0;
    }

    private boolean read(int start, int end, @Nullable String words) {
        int at = start + 1 + LENGTH_BYTES;
        if (pending[start] == 'P') {
            String name = text(at, end);
            prepared.put(name, text(at + name.length() + 1, end));
            return false;
        }
        if (pending[start] != 'B' || words == null) {
            return false;
        }
        String portal = text(at, end);
        String sql = prepared.get(text(at + portal.length() + 1, end));
        return sql != null && sql.contains(words);
    }

    private String text(int from, int end) {
        int zero = from;
        while (zero < end && pending[zero] != 0) {
            zero++;
        }
        return new String(pending, from, zero - from, StandardCharsets.ISO_8859_1);
    }
}
