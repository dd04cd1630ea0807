package io.countersign.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.TestingSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts by where they stand, to be searched for secrets.
 *
 * @param places contents by place; each byte one char (ISO 8859-1)
 */
record Haystack(Map<String, String> places) {
    private static final String TABLES =
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";

    /** Every column of every table of the application's database. */
    static Haystack database() {
        Map<String, StringBuilder> places = new LinkedHashMap<>();
        TestingSql.rows(row -> row.getString(1), TABLES)
                .forEach(table -> TestingSql.rows(row -> added(row, table, places), "SELECT * FROM \"" + table + "\""));
        Map<String, String> texts = new LinkedHashMap<>();
        places.forEach((place, text) -> texts.put(place, text.toString()));
        return new Haystack(texts);
    }

    /** One text. */
    static Haystack text(String place, String text) {
        return texts(Map.of(place, text));
    }

    /** Texts by place. */
    static Haystack texts(Map<String, String> texts) {
        Map<String, String> places = new LinkedHashMap<>();
        texts.forEach((place, text) -> places.put(place, bytes(text)));
        return new Haystack(places);
    }

    /** Where which secret stands in which disguise; empty where none does. Reads each text once. */
    List<String> find(Collection<Needle> needles) {
        NeedleIndex index = new NeedleIndex(needles);
        List<String> found = new ArrayList<>();
        places.forEach((place, content) -> index.in(content).forEach(each -> found.add(each + " in " + place)));
        return found;
    }

    private static int added(ResultSet row, String table, Map<String, StringBuilder> places) throws SQLException {
        int columns = row.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
            String place = table + "." + row.getMetaData().getColumnName(i);
            boolean binary = row.getMetaData().getColumnTypeName(i).equals("bytea");
            String value = binary ? latin(row.getBytes(i)) : bytes(row.getString(i));
            places.computeIfAbsent(place, first -> new StringBuilder())
                    .append(value)
                    .append('\n');
        }
        return columns;
    }

    private static String bytes(String text) {
        return text == null ? "" : new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }
}
