package io.countersign.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The attack that key commitment answers: a ciphertext of one block that AES-GCM opens under two known keys. The tag is
 * a polynomial in the key's hash key (NIST SP 800-38D section 6.4), so the block at which the tags of both keys agree
 * is the solution of one linear equation.
 */
final class TwoKeyCiphertext {
    private static final int BLOCK = 16;
    // x^128 + x^7 + x^2 + x + 1, with the coefficient of x^i at bit i.
    private static final BigInteger POLYNOMIAL = BigInteger.ONE.shiftLeft(128).or(BigInteger.valueOf(0x87));

    private TwoKeyCiphertext() {}

    /** IV (12), ciphertext (16), tag (16), for these two AES keys and this associated data. */
    static byte[] craft(byte[] one, byte[] other, byte[] iv, byte[] associatedData) throws GeneralSecurityException {
        BigInteger squares = square(hashKey(one)).xor(square(hashKey(other)));
        BigInteger tags =
                tagOf(one, iv, associatedData, BigInteger.ZERO).xor(tagOf(other, iv, associatedData, BigInteger.ZERO));
        BigInteger block = multiply(tags, invert(squares));
        return ByteBuffer.allocate(iv.length + 2 * BLOCK)
                .put(iv)
                .put(toBytes(block))
                .put(toBytes(tagOf(one, iv, associatedData, block)))
                .array();
    }

    private static BigInteger tagOf(byte[] key, byte[] iv, byte[] associatedData, BigInteger block)
            throws GeneralSecurityException {
        BigInteger hashKey = hashKey(key);
        BigInteger hash = BigInteger.ZERO;
        for (int start = 0; start < associatedData.length; start += BLOCK) {
            byte[] padded = new byte[BLOCK];
            System.arraycopy(associatedData, start, padded, 0, Math.min(BLOCK, associatedData.length - start));
            hash = multiply(hash.xor(fromBytes(padded)), hashKey);
        }
        hash = multiply(hash.xor(block), hashKey);
        byte[] bitLengths = ByteBuffer.allocate(BLOCK)
                .putLong(associatedData.length * 8L)
                .putLong(BLOCK * 8L)
                .array();
        hash = multiply(hash.xor(fromBytes(bitLengths)), hashKey);
        byte[] counter = ByteBuffer.allocate(BLOCK).put(iv).putInt(1).array();
        return hash.xor(fromBytes(encrypt(key, counter)));
    }

    private static BigInteger hashKey(byte[] key) throws GeneralSecurityException {
        return fromBytes(encrypt(key, new byte[BLOCK]));
    }

    private static byte[] encrypt(byte[] key, byte[] block) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(block);
    }

    private static BigInteger square(BigInteger element) {
        return multiply(element, element);
    }

    private static BigInteger multiply(BigInteger one, BigInteger other) {
        BigInteger product = BigInteger.ZERO;
        for (int bit = 0; bit < 128; bit++) {
            if (other.testBit(bit)) {
                product = product.xor(one.shiftLeft(bit));
            }
        }
        for (int bit = product.bitLength() - 1; bit >= 128; bit--) {
            if (product.testBit(bit)) {
                product = product.xor(POLYNOMIAL.shiftLeft(bit - 128));
            }
        }
        return product;
    }

    /** The element to the power of 2^128 - 2. */
    private static BigInteger invert(BigInteger element) {
        BigInteger power = element;
        BigInteger inverse = BigInteger.ONE;
        for (int i = 1; i < 128; i++) {
            power = square(power);
            inverse = multiply(inverse, power);
        }
        return inverse;
    }

    /** GCM writes the coefficient of x^0 as the first bit. */
    private static BigInteger fromBytes(byte[] block) {
        BigInteger element = BigInteger.ZERO;
        for (int bit = 0; bit < 128; bit++) {
            if ((block[bit / 8] & 0x80 >> bit % 8) != 0) {
                element = element.setBit(bit);
            }
        }
        return element;
    }

    private static byte[] toBytes(BigInteger element) {
        byte[] block = new byte[BLOCK];
        for (int bit = 0; bit < 128; bit++) {
            if (element.testBit(bit)) {
                block[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        return block;
    }
}
