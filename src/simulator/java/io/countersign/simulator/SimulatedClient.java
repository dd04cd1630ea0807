package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An application registered with the simulator.
 *
 * @param integrationKey the client id, a GUID
 * @param name what the consent page calls the application
 * @param publicClient whether the client has no secrets and so identifies itself by PKCE alone
 * @param secrets the valid client secrets; several while one is being rotated
 * @param redirectUris the registered redirect URIs, compared character by character
 * @param requirePkce whether authorization without a code challenge is refused; a public client always needs one
 * @param rsaPublicKeys the keys whose signature an assertion may carry, at most five, as PEM: {@code PUBLIC KEY} or
 *     {@code CERTIFICATE}; JSON may leave them out
 */
public record SimulatedClient(
        String integrationKey,
        String name,
        boolean publicClient,
        Set<String> secrets,
        Set<String> redirectUris,
        boolean requirePkce,
        List<String> rsaPublicKeys) {
    private static final int MOST_KEYS = 5;

    /** Checks that every part is there, that the keys can be read, and copies the sets. */
    public SimulatedClient {
        requireNonNull(integrationKey, "integrationKey is null");
        requireNonNull(name, "name is null");
        secrets = Set.copyOf(secrets);
        redirectUris = Set.copyOf(redirectUris);
        rsaPublicKeys = rsaPublicKeys == null ? List.of() : List.copyOf(rsaPublicKeys);
        if (rsaPublicKeys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("A client has at most five RSA keys, not " + rsaPublicKeys.size());
        }
        rsaPublicKeys.forEach(RsaPublicKeys::read);
    }

    /** A confidential client with one secret and one redirect URI that may leave PKCE out. */
    public static SimulatedClient confidential(String integrationKey, String name, String secret, String redirectUri) {
        return new SimulatedClient(integrationKey, name, false, Set.of(secret), Set.of(redirectUri), false, List.of());
    }

    /** A client without secrets. */
    public static SimulatedClient withoutSecrets(String integrationKey, String name, String redirectUri) {
        return new SimulatedClient(integrationKey, name, true, Set.of(), Set.of(redirectUri), true, List.of());
    }

    /** This client with one more secret. */
    public SimulatedClient withSecret(String secret) {
        return new SimulatedClient(
                integrationKey, name, publicClient, with(secrets, secret), redirectUris, requirePkce, rsaPublicKeys);
    }

    /** This client without one of its secrets; with none left every call of the client is refused. */
    public SimulatedClient withoutSecret(String secret) {
        Set<String> kept = new LinkedHashSet<>(secrets);
        kept.remove(secret);
        return new SimulatedClient(integrationKey, name, publicClient, kept, redirectUris, requirePkce, rsaPublicKeys);
    }

    /** This client with one more redirect URI. */
    public SimulatedClient withRedirectUri(String redirectUri) {
        return new SimulatedClient(
                integrationKey,
                name,
                publicClient,
                secrets,
                with(redirectUris, redirectUri),
                requirePkce,
                rsaPublicKeys);
    }

    /** This client with PKCE required or optional. */
    public SimulatedClient withRequirePkce(boolean required) {
        return new SimulatedClient(integrationKey, name, publicClient, secrets, redirectUris, required, rsaPublicKeys);
    }

    /**
     * This client with one more RSA key, as the page Apps and Keys shows it to whoever made or uploaded it.
     *
     * @param pem see {@link #rsaPublicKeys()}
     * @throws IllegalArgumentException when it cannot be read, or there are five already
     */
    public SimulatedClient withRsaPublicKey(String pem) {
        List<String> keys = new ArrayList<>(rsaPublicKeys);
        keys.add(requireNonNull(pem, "pem is null"));
        return withRsaPublicKeys(keys);
    }

    /** This client without one of its RSA keys; an assertion signed with it is refused from then on. */
    public SimulatedClient withoutRsaPublicKey(String pem) {
        return withRsaPublicKeys(
                rsaPublicKeys.stream().filter(key -> !key.equals(pem)).toList());
    }

    /** The client without its secrets, so that a log line or a failed assertion cannot show one. */
    @Override
    public String toString() {
        return "SimulatedClient[" + integrationKey + ", " + secrets.size() + " secrets, " + redirectUris + "]";
    }

    boolean needsPkce() {
        return requirePkce || publicClient;
    }

    boolean accepts(String secret) {
        byte[] presented = secret.getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .anyMatch(known -> MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), presented));
    }

    private SimulatedClient withRsaPublicKeys(List<String> keys) {
        return new SimulatedClient(integrationKey, name, publicClient, secrets, redirectUris, requirePkce, keys);
    }

    private static Set<String> with(Set<String> values, String added) {
        Set<String> all = new LinkedHashSet<>(values);
        all.add(requireNonNull(added, "added is null"));
        return all;
    }
}
