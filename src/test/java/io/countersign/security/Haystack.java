package io.countersign.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.TestDatabase;
import java.sql.Connection;
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

    /** Every column of every table of the application's database. */
    static Haystack database() {
        Map<String, String> places = new LinkedHashMap<>();
        try (Connection connection = TestDatabase.connect()) {
            for (String table : tables(connection)) {
                addTable(connection, table, places);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be read", e);
        }
        return new Haystack(places);
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

    /** Where which secret stands in which disguise; empty where none does. */
    List<String> find(Collection<Needle> needles) {
        List<String> found = new ArrayList<>();
        places.forEach((place, content) ->
                needles.forEach(needle -> needle.disguises().forEach((disguise, searched) -> {
                    if (content.contains(searched)) {
                        found.add("%s as %s in %s".formatted(needle.name(), disguise, place));
                    }
                })));
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = connection
                .createStatement()
                .executeQuery("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static void addTable(Connection connection, String table, Map<String, String> places) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM \"" + table + "\"")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    String place = table + "." + rows.getMetaData().getColumnName(i);
                    boolean binary = rows.getMetaData().getColumnTypeName(i).equals("bytea");
                    String value = binary ? latin(rows.getBytes(i)) : bytes(rows.getString(i));
                    places.merge(place, value, (before, more) -> before + "\n" + more);
                }
            }
        }
    }

    private static String bytes(String text) {
        return text == null ? "" : new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }
}
