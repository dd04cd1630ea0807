package io.countersign.integration;

import static io.countersign.integration.TestingPem.block;
import static io.countersign.integration.TestingPem.pkcs1;
import static io.countersign.integration.TestingPem.pkcs8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyPemTest {
    private static final KeyPair PAIR = TestingPem.generate("RSA", 2048);
    private static final RSAPrivateCrtKey KEY = (RSAPrivateCrtKey) PAIR.getPrivate();
    private static final String PKCS8 = pkcs8(KEY);
    private static final String PKCS1 = pkcs1(KEY);

    private static PrivateKeyPem.Reading read(String text) {
        return PrivateKeyPem.read(Secret.ofText(text));
    }

    /** What people paste. */
    static Stream<Arguments> spellings() {
        UnaryOperator<String> same = text -> text;
        UnaryOperator<String> windows = text -> text.replace("\n", "\r\n");
        UnaryOperator<String> indented = text -> "\n \t" + text.replace("\n", "  \n   ") + "\n\n";
        UnaryOperator<String> oneLine = text -> text.strip().replace("\n", " ");
        UnaryOperator<String> noLastLineEnd = String::strip;
        UnaryOperator<String> explained = text -> "Bag Attributes\n    friendlyName: docusign\n" + text + "Bye\n";
        return Stream.of(PKCS8, PKCS1)
                .flatMap(text -> Stream.of(same, windows, indented, oneLine, noLastLineEnd, explained)
                        .map(spelling -> Arguments.of(spelling.apply(text))));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void bothFormatsAreReadHoweverTheyArePasted(String text) {
        assertThat(read(text))
                .isEqualTo(new PrivateKeyPem.Usable(new RsaKeyPair(
                        Secret.takeOwnershipOf(KEY.getEncoded()),
                        block("PUBLIC KEY", PAIR.getPublic().getEncoded()))));
    }

    static Stream<Arguments> misfits() throws GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        PrivateKey bare = rsa.generatePrivate(new RSAPrivateKeySpec(KEY.getModulus(), KEY.getPrivateExponent()));
        KeyPair elliptic = TestingPem.generate("EC", 256);
        byte[] any = new byte[96];
        return Stream.of(
                Arguments.of("", "there is no BEGIN line in it"),
                Arguments.of("MIIEvQ", "there is no BEGIN line in it"),
                Arguments.of(PKCS8 + PKCS1, "there are 2 PEM blocks in it"),
                Arguments.of(PKCS8 + block("CERTIFICATE", any), "there are 2 PEM blocks in it"),
                Arguments.of(block("ENCRYPTED PRIVATE KEY", any), "this one is encrypted"),
                Arguments.of(
                        PKCS1.replace("KEY-----\nMI", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,1\n\nMI"),
                        "this one is encrypted"),
                Arguments.of(block("PUBLIC KEY", PAIR.getPublic().getEncoded()), "this is the public key"),
                Arguments.of(block("RSA PUBLIC KEY", any), "this is the public key"),
                Arguments.of(block("CERTIFICATE", any), "this is a certificate"),
                Arguments.of(block("CERTIFICATE REQUEST", any), "this is a certificate request"),
                Arguments.of(block("EC PRIVATE KEY", any), "this is an EC key"),
                Arguments.of(pkcs8(elliptic.getPrivate()), "this is an EC key"),
                Arguments.of(block("OPENSSH PRIVATE KEY", any), "this is in OpenSSH's own format"),
                Arguments.of(block("X9", any), "this is a X9"),
                Arguments.of(pkcs8(TestingPem.generate("RSA", 1024).getPrivate()), "this one has 1024 bits"),
                Arguments.of(pkcs8(withModulus(BigInteger.ONE.shiftLeft(4096))), "this one has 4097 bits"),
                Arguments.of(pkcs8(withModulus(KEY.getModulus().add(BigInteger.TWO))), "do not fit each other"),
                Arguments.of(pkcs8(bare), "its primes and its public exponent are missing"),
                Arguments.of(PKCS8.replace("\n", "\\n"), "its line breaks are the two characters \\ and n"),
                Arguments.of(PKCS8.replace("-----END PRIVATE KEY-----", ""), "it is damaged or cut off"),
                Arguments.of(PKCS8.replace("-----END PRIVATE", "-----END"), "it is damaged or cut off"),
                Arguments.of("-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----", "it is damaged or cut off"),
                Arguments.of(block("PRIVATE KEY", any), "it is damaged or cut off"),
                Arguments.of(block("RSA PRIVATE KEY", any), "it is damaged or cut off"));
    }

    private static PrivateKey withModulus(BigInteger modulus) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        modulus,
                        KEY.getPublicExponent(),
                        KEY.getPrivateExponent(),
                        KEY.getPrimeP(),
                        KEY.getPrimeQ(),
                        KEY.getPrimeExponentP(),
                        KEY.getPrimeExponentQ(),
                        KEY.getCrtCoefficient()));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void whatIsNoSuchKeyIsNamed(String text, String what) {
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        PrivateKeyPem.Unusable.class,
                        unusable -> assertThat(unusable.why())
                                .startsWith(PrivateKeyPem.RULE + "; ")
                                .contains(what));
    }

    /** Of a damaged key comes a sentence, never an exception, and never another key. */
    @ParameterizedTest
    @CsvSource({"PRIVATE KEY, 0", "RSA PRIVATE KEY, 26"})
    void aDamagedKeyIsRefused(String label, int from) {
        byte[] pkcs8 = KEY.getEncoded();
        Random random = new Random(13);
        for (int i = 0; i < 300; i++) {
            int length = random.nextInt(4) == 0 ? from + random.nextInt(pkcs8.length - from) : pkcs8.length;
            byte[] der = java.util.Arrays.copyOfRange(pkcs8, from, length);
            if (length == pkcs8.length) {
                der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
            }

            PrivateKeyPem.Reading reading = read(block(label, der));

            assertThat(reading instanceof PrivateKeyPem.Unusable || isTheKey(reading))
                    .as("round %d", i)
                    .isTrue();
        }
    }

    /** Not every bit counts: what surrounds the numbers may be odd. */
    private static boolean isTheKey(PrivateKeyPem.Reading reading) {
        return reading instanceof PrivateKeyPem.Usable usable
                && usable.pair()
                        .publicKey()
                        .equals(block("PUBLIC KEY", PAIR.getPublic().getEncoded()));
    }

    /** What is made for the time that it takes: the library's own patterns would be at it for years. */
    @Test
    void linesWithNothingInThemCostNoTime() {
        String text = "-----BEGIN PRIVATE KEY-----" + "\r\n".repeat(8_000);

        assertThat(read(text)).isInstanceOf(PrivateKeyPem.Unusable.class);
    }

    @Test
    void aGeneratedKeyIsReadBack() {
        RsaKeyPair generated = RsaKeyPair.generate(new java.security.SecureRandom());

        String pem = block("PRIVATE KEY", generated.privateKey().revealBytes());

        assertThat(read(pem)).isEqualTo(new PrivateKeyPem.Usable(generated));
        assertThat(Base64.getMimeDecoder().decode(generated.publicKey().replaceAll("-----[A-Z ]+-----", "")))
                .hasSize(PAIR.getPublic().getEncoded().length);
    }
}
