package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The row of an identity that a caller has elsewhere: who proves to be that is this caller.
 *
 * @param caller whose it is
 * @param id the identity's hash in hexadecimal, under which it is looked up
 * @param type as {@link ProvenIdentity.Type#wireName} has it
 * @param issuer of an OIDC subject; empty for a certificate
 * @param subject the OIDC subject, or the certificate's name
 * @param position in the order in which they were put
 */
record CallerIdentityRow(String caller, String id, String type, String issuer, String subject, int position) {

    /** Of a statement that selects these columns. */
    static Signed<CallerIdentityRow> of(Row row) {
        return new Signed<>(
                new CallerIdentityRow(
                        row.getString("caller"),
                        row.getString("id"),
                        row.getString("type"),
                        row.getString("issuer"),
                        row.getString("subject"),
                        row.getInteger("position")),
                row.getBuffer("mac").getBytes());
    }

    /** Those of one caller, in their order. */
    static List<CallerIdentityRow> of(String caller, List<ProvenIdentity> identities) {
        return IntStream.range(0, identities.size())
                .mapToObj(position -> of(caller, position, identities.get(position)))
                .toList();
    }

    private static CallerIdentityRow of(String caller, int position, ProvenIdentity identity) {
        return new CallerIdentityRow(
                caller, identity.id(), identity.type().wireName(), identity.issuer(), identity.subject(), position);
    }

    /** For people: {@code oidc <issuer> <subject>}, {@code certificate uri:…}. */
    String inWords() {
        return issuer.isEmpty() ? type + " " + subject : type + " " + issuer + " " + subject;
    }
}
