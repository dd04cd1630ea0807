package io.countersign.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.audit.EventCursor;
import io.countersign.audit.StoredEvent;
import io.countersign.vault.VaultKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyed hashes of seals. Each begins with a label of its own, so that none of them is good in another's place, and
 * the length of each part goes in, so that no two lists of parts have the same.
 */
final class SealHash {
    private static final String OF_EVENTS = "audit-events 1";
    private static final String OF_A_SEAL = "audit-seal 1";
    private static final String OF_A_DROP = "audit-drop 1";

    private final VaultKey key;

    SealHash(VaultKey key) {
        this.key = key;
    }

    /** Over events in their order, as those of the seal of that number: every column of each. */
    byte[] ofEvents(long number, List<StoredEvent> events) {
        List<byte[]> parts = new ArrayList<>(2 + 9 * events.size());
        parts.add(part(Long.toString(number)));
        parts.add(part(Integer.toString(events.size())));
        for (StoredEvent event : events) {
            add(parts, event.place());
            parts.add(part(event.occurredAt()));
            parts.add(part(event.type()));
            parts.add(part(event.actor()));
            parts.add(orNull(event.tenant()));
            parts.add(orNull(event.connection()));
            parts.add(part(event.details()));
        }
        return mac(OF_EVENTS, parts);
    }

    /**
     * Over a seal.
     *
     * @param before the hash of the seal before; of no bytes for the first
     * @param seal its own hash is left out of account, and what became of its events
     */
    byte[] of(byte[] before, Seal seal) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(part(Long.toString(seal.number())));
        parts.add(part(Long.toString(seal.follows())));
        parts.add(before);
        add(parts, seal.first());
        add(parts, seal.last());
        parts.add(part(Integer.toString(seal.events())));
        parts.add(seal.eventsMac());
        parts.add(part(seal.sealedAt().text()));
        return mac(OF_A_SEAL, parts);
    }

    /** Over that the events of that seal were ended by the vault, and when. */
    byte[] ofDrop(Seal seal, Seal.Moment at) {
        return mac(OF_A_DROP, List.of(part(Long.toString(seal.number())), seal.mac(), part(at.text())));
    }

    private byte[] mac(String label, List<byte[]> parts) {
        List<byte[]> all = new ArrayList<>(parts.size() + 1);
        all.add(part(label));
        all.addAll(parts);
        return key.mac(all.toArray(byte[][]::new));
    }

    private static void add(List<byte[]> parts, EventCursor place) {
        parts.add(part(Integer.toString(place.era())));
        parts.add(part(place.transactionText()));
        parts.add(part(Long.toString(place.id())));
    }

    private static byte[] part(String text) {
        return text.getBytes(UTF_8);
    }

    /** Tells null from an empty text. */
    private static byte[] orNull(@Nullable String text) {
        return text == null ? new byte[0] : part("=" + text);
    }
}
