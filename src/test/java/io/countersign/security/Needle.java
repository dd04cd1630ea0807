package io.countersign.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A secret in every disguise in which it could be lying about.
 *
 * @param name what it is, for the failure: the secret itself stays out of reports
 * @param disguises its bytes by the name of the encoding; each byte one char (ISO 8859-1)
 */
record Needle(String name, Map<String, String> disguises) {
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]{22,}");
    /** Whatever stands before it in an encoded text shifts the groups of three bytes. */
    private static final int SHIFTS = 3;

    /** The disguises of a text and, where it looks like base64url itself, of the bytes in it. */
    static Needle of(String name, String secret) {
        Map<String, String> disguises = new LinkedHashMap<>();
        addBytes(disguises, "", secret.getBytes(UTF_8));
        disguises.put("utf-16le", text(secret.getBytes(UTF_16LE)));
        disguises.put("utf-16be", text(secret.getBytes(UTF_16BE)));
        if (BASE64URL.matcher(secret).matches() && secret.length() % 4 != 1) {
            addBytes(disguises, "decoded ", Base64.getUrlDecoder().decode(secret));
        }
        return new Needle(name, disguises);
    }

    /** The disguises of bytes. */
    static Needle of(String name, byte[] secret) {
        Map<String, String> disguises = new LinkedHashMap<>();
        addBytes(disguises, "", secret);
        return new Needle(name, disguises);
    }

    private static void addBytes(Map<String, String> disguises, String prefix, byte[] secret) {
        String hex = HexFormat.of().formatHex(secret);
        disguises.put(prefix + "raw", text(secret));
        disguises.put(prefix + "hex", hex);
        disguises.put(prefix + "upper-case hex", hex.toUpperCase(Locale.ROOT));
        for (int shift = 0; shift < SHIFTS; shift++) {
            String base64 = base64(secret, shift);
            disguises.put(prefix + "base64 shifted by " + shift, base64);
            disguises.put(
                    prefix + "base64url shifted by " + shift,
                    base64.replace('+', '-').replace('/', '_'));
        }
    }

    /** What of the secret's base64 does not depend on its neighbours. */
    private static String base64(byte[] secret, int shift) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = (shift * 8 + 5) / 6;
        int last = shifted.length * 8 / 6;
        return encoded.substring(first, last);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @Override
    public String toString() {
        return "Needle[" + name + "]";
    }
}
